//! SMB Direct ([MS-SMBD]) as a machine that does no I/O: what was received goes in, what is to be sent comes out, and time
//! is an argument. Who drives it posts receives, sends and waits. The helper has the server's role; the client's is for
//! its tests.

mod connection;
mod failure;
mod negotiate;
mod settings;
mod transfer;

pub use connection::{Connection, Send};
pub use failure::Failure;
pub use negotiate::{
    NegotiateRequest, NegotiateResponse, STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_SUPPORTED,
    VERSION,
};
pub use settings::Settings;
pub use transfer::{DATA_OFFSET, EMPTY_BYTES, RESPONSE_REQUESTED, Transfer};
