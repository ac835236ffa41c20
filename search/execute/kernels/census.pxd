# What other kernels read and call without going through Python; census.py tells what each is.
cdef class Census:
    cdef readonly Py_ssize_t n_docs
    cdef readonly Py_ssize_t n_articles
    cdef Py_ssize_t _n_fields
    cdef Py_ssize_t _n_shared
    cdef const unsigned int[::1] _firsts
    cdef const unsigned int[::1] _codes_of
    cdef const unsigned char[::1] _is_shared
    # By code.
    cdef unsigned int[::1] _counts
    cdef unsigned int[::1] _articles_of
    # Codes that were counted, those of shared fields apart, and the counts of a row before it was counted.
    cdef unsigned int[::1] _before
    cdef unsigned int[::1] _touched
    cdef Py_ssize_t _n_touched
    cdef unsigned int[::1] _shared
    cdef Py_ssize_t _n_shared_touched
    # What was put down: codes with the documents they are of, as places among those counted; articles by document.
    cdef unsigned int[::1] _codes
    cdef unsigned int[::1] _places
    cdef Py_ssize_t _n_codes
    cdef unsigned int[::1] _articles
    cdef unsigned int[::1] _runs
    cdef unsigned int _last
    cdef unsigned int _seen
    cdef unsigned int[::1] _missing
    cpdef unsigned int none(self, Py_ssize_t field) noexcept
    cpdef unsigned int none_articles(self, Py_ssize_t field) noexcept
    cpdef unsigned int count_of(self, Py_ssize_t field, Py_ssize_t place) noexcept
    cpdef unsigned int articles_of(self, Py_ssize_t field, Py_ssize_t place) noexcept
    cdef Py_ssize_t _put(self, const unsigned int[::1] docs, Py_ssize_t start, Py_ssize_t stop, unsigned int first, const unsigned int[::1] cards, const unsigned int[::1] more, const unsigned int[::1] shared)
    cdef Py_ssize_t _put_many(self, const unsigned int[::1] more, Py_ssize_t start, Py_ssize_t n, unsigned int place)
    cdef void _count(self, Py_ssize_t start) noexcept
    cdef void _count_shared(self, Py_ssize_t n_new, Py_ssize_t n, unsigned int first, const unsigned int[::1] shared) noexcept
    cdef void _add_shared(self, Py_ssize_t article, unsigned int n_docs, unsigned int n_articles, const unsigned int[::1] shared) noexcept
