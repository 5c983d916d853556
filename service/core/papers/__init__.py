"""Reports, proposals, forms and workbooks as bytes, in the Union's layout (domain page, section 6)."""
