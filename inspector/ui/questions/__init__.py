"""Questions of servers as pages to answer on, one file for each kind; the panel shows one of them at a time."""
