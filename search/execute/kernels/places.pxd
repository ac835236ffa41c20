# What other kernels call without going through Python; places.py tells what each does.
cdef class Places:
    cdef readonly list cursors
    cdef unsigned int[::1] found
    cdef Py_ssize_t n
    cdef Py_ssize_t read(self, unsigned int doc)
    cdef void _sort(self) noexcept

cdef Py_ssize_t advance(unsigned int[::1] ends, Py_ssize_t n, unsigned int[::1] found, Py_ssize_t n_found) noexcept
