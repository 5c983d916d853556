"""The store: SQLAlchemy on SQLite or PostgreSQL, every table scoped by office."""

from service.adapters.store.database import Store, Transaction

__all__ = ["Store", "Transaction"]
