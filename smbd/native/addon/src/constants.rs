use napi_derive::napi;

macro_rules! export {
    ($($name:ident = $value:expr;)*) => { $(#[napi] pub const $name: u32 = $value as u32;)* };
}

// The caller names flags as the kernel does; their values differ between machines.
export! {
    O_RDONLY = libc::O_RDONLY;
    O_RDWR = libc::O_RDWR;
    O_WRONLY = libc::O_WRONLY;
    O_PATH = libc::O_PATH;
    O_DIRECTORY = libc::O_DIRECTORY;
    O_NOFOLLOW = libc::O_NOFOLLOW;
    O_CREAT = libc::O_CREAT;
    O_EXCL = libc::O_EXCL;
    O_TMPFILE = libc::O_TMPFILE;
    RESOLVE_NO_SYMLINKS = libc::RESOLVE_NO_SYMLINKS;
    RESOLVE_NO_XDEV = libc::RESOLVE_NO_XDEV;
    FALLOC_FL_KEEP_SIZE = libc::FALLOC_FL_KEEP_SIZE;
    FALLOC_FL_PUNCH_HOLE = libc::FALLOC_FL_PUNCH_HOLE;
    FALLOC_FL_ZERO_RANGE = libc::FALLOC_FL_ZERO_RANGE;
    XATTR_CREATE = libc::XATTR_CREATE;
    XATTR_REPLACE = libc::XATTR_REPLACE;
    IN_CREATE = libc::IN_CREATE;
    IN_DELETE = libc::IN_DELETE;
    IN_MOVED_FROM = libc::IN_MOVED_FROM;
    IN_MOVED_TO = libc::IN_MOVED_TO;
    IN_IGNORED = libc::IN_IGNORED;
    IN_Q_OVERFLOW = libc::IN_Q_OVERFLOW;
    IN_UNMOUNT = libc::IN_UNMOUNT;
    IN_MODIFY = libc::IN_MODIFY;
    IN_ATTRIB = libc::IN_ATTRIB;
    EPOLLIN = libc::EPOLLIN;
    EPOLLOUT = libc::EPOLLOUT;
    EPOLLERR = libc::EPOLLERR;
    EPOLLHUP = libc::EPOLLHUP;
}
