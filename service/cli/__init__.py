"""The command line: the only printer. Answers go to standard output, everything else to standard error."""
