# What frames.py calls without going through Python; streams.py tells what each does.
cdef unsigned long long word_at(const unsigned char[::1] given, Py_ssize_t at) noexcept
cdef Py_ssize_t last_bit(const unsigned char[::1] given, Py_ssize_t at) noexcept


cdef class Literals:
    cdef const unsigned short[::1] _table
    cdef Py_ssize_t _n_bits
    cdef Py_ssize_t _first
    cdef Py_ssize_t _left
    cdef Py_ssize_t _n
    cdef Py_ssize_t _n_taken
    cdef unsigned char[::1] taken
    cdef void begin(self, Py_ssize_t first, Py_ssize_t left, Py_ssize_t n) noexcept
    cdef bint take(self, const unsigned char[::1] frames, Py_ssize_t wanted) noexcept
    cdef bint _take(self, const unsigned char[::1] frames, const unsigned short[::1] table, unsigned char[::1] taken, Py_ssize_t wanted) noexcept
    cdef bint is_at_end(self) noexcept


cdef class Sequences:
    cdef const unsigned long long[::1] _lengths
    cdef const unsigned long long[::1] _offsets
    cdef const unsigned long long[::1] _matches
    cdef Py_ssize_t _length_bits
    cdef Py_ssize_t _offset_bits
    cdef Py_ssize_t _match_bits
    cdef Py_ssize_t _length_state
    cdef Py_ssize_t _offset_state
    cdef Py_ssize_t _match_state
    cdef Py_ssize_t _first_repeated
    cdef Py_ssize_t _second_repeated
    cdef Py_ssize_t _third_repeated
    cdef Py_ssize_t _nearest
    cdef Py_ssize_t _second
    cdef Py_ssize_t _third
    cdef Py_ssize_t _first
    cdef Py_ssize_t _left
    cdef Py_ssize_t _n
    cdef unsigned int[::1] new
    cdef unsigned int[::1] far
    cdef unsigned int[::1] repeated
    cdef bint begin(self, const unsigned char[::1] frames, Py_ssize_t first, Py_ssize_t left, Py_ssize_t n) noexcept
    cdef Py_ssize_t read(self, const unsigned char[::1] frames) noexcept
    cdef Py_ssize_t _read(self, const unsigned char[::1] frames, const unsigned long long[::1] lengths, const unsigned long long[::1] offsets, const unsigned long long[::1] matches, unsigned int[::1] new, unsigned int[::1] far, unsigned int[::1] repeated) noexcept
    cdef bint is_at_end(self) noexcept
    cdef void ask_for_tables(self) noexcept
