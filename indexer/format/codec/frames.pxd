# What texts.py calls without going through Python; frames.py tells what each does.
from indexer.format.codec.streams cimport Literals, Sequences


cdef class Frames:
    cdef const unsigned char[::1] _frames
    cdef const unsigned int[::1] _rows
    cdef Py_ssize_t _n_blocks
    cdef const unsigned int[::1] _every
    cdef Py_ssize_t _n_before
    cdef Literals _literals
    cdef Sequences _sequences
    cdef Py_ssize_t _wanted
    cdef Py_ssize_t _n_seen
    cdef Py_ssize_t _looked
    cdef unsigned char[::1] room
    cdef Py_ssize_t start
    cdef Py_ssize_t stop
    cdef void find(self, unsigned int[::1] docs, unsigned int[::1] blocks) noexcept
    cdef Py_ssize_t block_before(self, Py_ssize_t block, Py_ssize_t doc) noexcept
    cdef void _ask_for(self, Py_ssize_t block) noexcept
    cdef Py_ssize_t _frame_stop(self, Py_ssize_t block) noexcept
    cdef bint read(self, Py_ssize_t block, Py_ssize_t doc) noexcept
    cdef bint _has_line(self, Py_ssize_t stop) noexcept
    cdef bint _unpack(self, Py_ssize_t start, Py_ssize_t stop, Py_ssize_t size) noexcept
    cdef bint _alternate(self, const unsigned char[::1] frames, unsigned char[::1] room, unsigned char[::1] taken, unsigned int[::1] new, unsigned int[::1] far, unsigned int[::1] repeated, Py_ssize_t size, Py_ssize_t n_literals) noexcept
