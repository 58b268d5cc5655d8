//! System calls and bulk cryptography for a file server, over Node-API.
//!
//! The addon knows no protocol: descriptors, bytes, keys and offsets go in, numbers come out. A
//! number below zero is a negated errno. A value of the wrong JavaScript type throws (it is a bug of
//! the caller); a value out of range answers -EINVAL. Nothing here panics across the border: every
//! exported function catches what unwinds.

mod aead;
mod aead_context;
mod aes_unit;
mod argument;
mod attribute;
mod bytes;
mod clone;
mod cmac;
mod constants;
mod crypto;
mod digest;
mod directory;
mod entry;
mod extent;
mod foreign;
mod fused;
mod generation;
mod ghash;
mod handle;
mod held;
mod io;
mod lanes;
mod libcrypto;
mod limit;
mod long;
mod mac;
mod memory;
mod open;
mod owner;
mod pool;
mod quota;
mod readiness;
mod send_file;
mod send_room;
mod shared;
mod socket;
mod stat;
mod stream;
mod watch;
