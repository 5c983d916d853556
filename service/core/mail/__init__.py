"""Mail, from its bytes to a judged submission: pure rules, no I/O, no clock."""
