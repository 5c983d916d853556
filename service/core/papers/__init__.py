"""Reports, proposals, forms and workbooks as bytes, in the Union's layout (domain page, section 6).

Nothing is imported here: the numbers of :mod:`facts` are asked for by every cycle, Word and Excel only by the one
that writes a document.
"""
