"""Mails the product wants to send: what each says, to whom and when. Pure: time and records are passed in."""
