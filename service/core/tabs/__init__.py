"""The tabs the product writes: what each should say, and the one write that brings what stands to it."""
