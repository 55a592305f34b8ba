"""From the I/O thread to Qt and back: coroutines, batches of news, questions."""
