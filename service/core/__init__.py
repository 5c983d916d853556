"""Pure rules: no I/O, no clock. Time, text and tables come in; records, issues and decisions go out."""
