"""What `nhacviec setup` makes and repairs in the units' and the office's own tabs."""
