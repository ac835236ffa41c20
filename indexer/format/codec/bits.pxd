# What other compiled modules call without going through Python; bits.py tells what each does.
cpdef Py_ssize_t words_for(Py_ssize_t n, int width) noexcept
cpdef int width_of(unsigned int greatest) noexcept
cpdef Py_ssize_t pack(const unsigned int[::1] values, Py_ssize_t start, Py_ssize_t n, int width, unsigned int[::1] out, Py_ssize_t at) noexcept
cpdef void unpack(const unsigned int[::1] words, Py_ssize_t at, Py_ssize_t n, int width, unsigned int[::1] out, Py_ssize_t start) noexcept
cpdef unsigned int value_at(const unsigned int[::1] words, Py_ssize_t at, Py_ssize_t n, int width, Py_ssize_t i) noexcept
