# What other kernels call without going through Python; pruned.py tells what each does.
cdef bint is_wanted(const unsigned char[::1] wanted, unsigned int doc) noexcept
cdef double summed(double[::1] parts, const unsigned int[::1] pairs) noexcept
