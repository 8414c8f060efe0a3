"""One file per feature; `handlers_of` is the ordered table of contents."""
