# What other kernels call without going through Python; cursor.py tells what each does.
cdef extern from *:
    """
    /* Four steps at a time: sums within a row of them, then that of all rows before, which is all a row waits for. */
    static inline unsigned int add_up_rows(unsigned int *at, int n_rows, unsigned int doc)
    {
    #if defined(__clang__) || (defined(__GNUC__) && __GNUC__ >= 12)
        typedef unsigned int row __attribute__((vector_size(16), aligned(4), may_alias));
        const row none = {0, 0, 0, 0}, ones = {1, 1, 1, 1}, places = {0, 1, 2, 3};
        row before = {doc, doc, doc, doc};
        for (int i = 0; i < n_rows; i++, at += 4) {
            row steps = *(const row *)at;
            steps += __builtin_shufflevector(none, steps, 0, 4, 5, 6);
            steps += __builtin_shufflevector(none, steps, 0, 1, 4, 5) + places;
            *(row *)at = steps + before;
            before += __builtin_shufflevector(steps, steps, 3, 3, 3, 3) + ones;
        }
        return before[0];
    #else
        for (int i = 0; i < 4 * n_rows; i++) {
            doc += at[i];
            at[i] = doc++;
        }
        return doc;
    #endif
    }
    """
    unsigned int add_up_rows(unsigned int *at, int n_rows, unsigned int doc) noexcept


cdef class ListCursor:
    cdef readonly Py_ssize_t df
    cdef readonly Py_ssize_t n_blocks
    cdef readonly bint is_damaged
    cdef Py_ssize_t block_size
    cdef Py_ssize_t n_docs
    cdef unsigned int min_doc
    cdef unsigned int cf
    cdef const unsigned int[::1] words
    cdef const unsigned int[::1] last_docs
    cdef const unsigned int[::1] data_at
    cdef const unsigned int[::1] positions_at
    cdef const unsigned int[::1] shapes
    cdef unsigned int[::1] docs
    cdef unsigned int[::1] freqs
    cdef unsigned int[::1] ends
    cdef Py_ssize_t usual
    cdef Py_ssize_t block
    cdef Py_ssize_t n
    cdef Py_ssize_t at
    cdef bint has_freqs
    cdef Py_ssize_t ahead
    cdef Py_ssize_t counted
    cdef Py_ssize_t n_before
    cdef Py_ssize_t n_counted
    cdef int position_width
    cdef void rewind(self) noexcept
    cdef Py_ssize_t _length(self, Py_ssize_t block) noexcept
    cdef Py_ssize_t _read_docs(self, Py_ssize_t block, unsigned int[::1] docs, Py_ssize_t start) noexcept
    cdef unsigned long long _add_up(self, unsigned int[::1] docs, Py_ssize_t start, Py_ssize_t n, unsigned long long doc, int width) noexcept
    cdef bint _read_more(self, Py_ssize_t block, unsigned int[::1] out, Py_ssize_t start) noexcept
    cdef bint _open(self, Py_ssize_t block) noexcept
    cdef void make_room(self) noexcept
    cdef Py_ssize_t _place_of(self, unsigned int doc) noexcept
    cdef Py_ssize_t block_for(self, unsigned int doc, Py_ssize_t start) noexcept
    cdef bint reach(self, unsigned int doc) noexcept
    cdef unsigned int freq_at(self, Py_ssize_t place) noexcept
    cdef void fetch_docs(self, Py_ssize_t block) noexcept
    cdef void fetch_positions(self, Py_ssize_t block, Py_ssize_t place) noexcept
    cdef Py_ssize_t find_positions(self, Py_ssize_t block, Py_ssize_t place) noexcept
    cdef bint count_positions(self, Py_ssize_t block) noexcept
    cdef unsigned int position(self, Py_ssize_t i) noexcept
    cdef bint _need_freqs(self) noexcept
    cpdef bint seek(self, unsigned int doc) noexcept
    cpdef Py_ssize_t n_positions(self) noexcept
    cpdef Py_ssize_t positions(self, unsigned int[::1] out, Py_ssize_t out_start) noexcept
