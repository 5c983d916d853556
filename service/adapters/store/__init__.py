"""The store: SQLAlchemy on SQLite or PostgreSQL, every table scoped by office."""

from service.adapters.store.database import Database, Store, Transaction

__all__ = ["Database", "Store", "Transaction"]
