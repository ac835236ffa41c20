# What other kernels call without going through Python; pruned.py tells what each does.
cdef double summed(double[::1] parts, const unsigned int[::1] pairs) noexcept
