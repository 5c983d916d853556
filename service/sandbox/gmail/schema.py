"""The Gmail tables. A mailbox and a message are numbers inside; ids and addresses are what clients see."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS gmail_mailboxes (
  number INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, implicit INTEGER NOT NULL, history INTEGER NOT NULL,
  history_floor INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS gmail_rules (address TEXT PRIMARY KEY, is_there INTEGER, auth TEXT);
CREATE TABLE IF NOT EXISTS gmail_blobs (hash TEXT PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS gmail_messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT, mailbox INTEGER NOT NULL REFERENCES gmail_mailboxes (number),
  id TEXT NOT NULL, thread TEXT NOT NULL, blob TEXT NOT NULL REFERENCES gmail_blobs (hash),
  internal_date INTEGER NOT NULL, history INTEGER NOT NULL, size INTEGER NOT NULL, snippet TEXT NOT NULL,
  message_id TEXT NOT NULL, subject_key TEXT NOT NULL, has_attachment INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS gmail_message_ids ON gmail_messages (mailbox, id);
CREATE INDEX IF NOT EXISTS gmail_message_order ON gmail_messages (mailbox, internal_date, number);
CREATE INDEX IF NOT EXISTS gmail_message_threads ON gmail_messages (mailbox, thread, internal_date);
CREATE INDEX IF NOT EXISTS gmail_message_rfc822 ON gmail_messages (mailbox, message_id);
CREATE INDEX IF NOT EXISTS gmail_message_blobs ON gmail_messages (blob);
CREATE TABLE IF NOT EXISTS gmail_message_labels (
  message INTEGER NOT NULL REFERENCES gmail_messages (number) ON DELETE CASCADE, mailbox INTEGER NOT NULL,
  label TEXT NOT NULL, PRIMARY KEY (message, label)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS gmail_labelled ON gmail_message_labels (mailbox, label, message);
CREATE TABLE IF NOT EXISTS gmail_labels (
  mailbox INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, name_key TEXT NOT NULL, list_visibility TEXT,
  message_visibility TEXT, background TEXT, foreground TEXT, PRIMARY KEY (mailbox, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS gmail_label_names ON gmail_labels (mailbox, name_key);
CREATE TABLE IF NOT EXISTS gmail_history (
  mailbox INTEGER NOT NULL, id INTEGER NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL, thread TEXT NOT NULL,
  labels TEXT NOT NULL, changed TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (mailbox, id, kind, message)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gmail_drafts (
  mailbox INTEGER NOT NULL, id TEXT NOT NULL, message INTEGER NOT NULL UNIQUE REFERENCES gmail_messages (number),
  PRIMARY KEY (mailbox, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gmail_sendings (
  mailbox INTEGER NOT NULL, at INTEGER NOT NULL, recipients INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS gmail_sendings_at ON gmail_sendings (mailbox, at);
CREATE TABLE IF NOT EXISTS gmail_uploads (
  id TEXT PRIMARY KEY, mailbox TEXT NOT NULL, method TEXT NOT NULL, metadata BLOB NOT NULL, total INTEGER
);
CREATE TABLE IF NOT EXISTS gmail_upload_chunks (
  upload TEXT NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (upload, at)
);
CREATE VIRTUAL TABLE IF NOT EXISTS gmail_words USING fts5 (
  sender, recipient, copied, blind, subject, filename, body, delivered, list_id,
  tokenize = "unicode61 remove_diacritics 2"
);
"""
