# What other compiled modules call without going through Python; buffers.py tells what each does.
cpdef unsigned int[::1] grown(unsigned int[::1] old, Py_ssize_t used, Py_ssize_t wanted)
