"""Segments: immutable files of Dateline's own, mapped into memory, and a Whoosh codec over them.

A segment is two files: documents (`.doc`: lengths, columns, records) and terms (`.trm`: dictionaries, postings). The
bytes are drawn in FORMAT.md beside this file; each structure has a module with its writer and its reader. Nothing that
is read is ever run, and nothing outside a file's bytes is touched whatever they are: sections are checked against the
file when it is opened, columns and lengths when they are first asked for, blocks of postings each time. What cannot be
right raises `IndexDamagedError`.

Whoosh reads a segment through `codec.DatelineCodec`. Kernels read the same arrays directly:

    data = SegmentData(stem)                   stem: path of the segment's files without extension
    data.n_docs                                documents 0 … n_docs - 1, deleted ones included
    field = data.field("stem")                 None when no document has a term in it
    field.posting_list(b"sanction")            None, or a `PostingList`: counts, bounds, blocks (see there)
    field.find(term, entry)                    the same as an entry of `layout.ENTRY_SIZE` numbers, without objects
    field.postings.read_block(entry, i, docs, freqs, 0)      decodes and checks a block; -1 for damage
    field.postings.read_positions(entry, i, n_occurrences, start, stop, out, 0)
    field.postings.find_block(entry, i, doc)   first block from i on that ends at or behind doc
    field.cursor()                             the terms in order: seek, advance, term, copy_entry
    field.words, field.words_at(entry)         of stems: the field of written words, and their ordinals there
    data.lengths("text")                       None, or by_doc (memoryview "H" or "I"), total, least, most
    data.column("person")                      None, or ordinals ("B", "H" or "I"), starts ("I" or None), values
    data.record(doc)                           what `records.pack_record` made, as text
    segment.deletion_bits()                    of a `DatelineSegment`: bit doc & 7 of byte doc >> 3 is 1 where deleted

A stem that is written in one way only has that word's list; others have a list without positions (entry `N_WORDS`),
whose positions are those of its words. The lists of `stem` and `title_stem` have the lengths of `text` and `title`.
Articles: the ordinals of column `article` number them within the segment; paragraphs of an article stand side by side
unless the article was written twice. Dates: the values of column `date` are day numbers in order, so that a range of
days is a range of ordinals; `schema.NO_DATE`, where a paragraph has none, sorts first.

To decode blocks inside a kernel, `cimport` from `bits` (its `.pxd` is beside it) as `postings.py` does.
"""

from __future__ import annotations


def compiled() -> bool:
    """Return whether the kernels of the codec run compiled.

    >>> compiled() in (True, False)
    True
    """
    from indexer.format.codec import postings

    return not str(postings.__file__).endswith(".py")
