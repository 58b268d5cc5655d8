//! What a slot does over and over: a unit is a few requests, each sent when the one before it was answered.
use crate::reply::Reply;
use crate::request::Request;

pub struct Place {
    pub connection: usize,
    pub slot: usize,
}

pub enum Next {
    /// On to the request that was written, or to the end of the unit if none was.
    Go,
    /// The same, and so many bytes of payload were moved.
    Moved(u64),
    Failed(u32),
    /// What came is not what was stored.
    Wrong(String),
}

pub trait Workload {
    type State;

    /// Whether most of what comes is payload that nobody has to look at.
    fn has_payload(&self) -> bool;

    fn state(&self, place: Place) -> Self::State;

    /// Writes the first request of a unit; writing none makes the slot idle for good.
    fn begin(&mut self, state: &mut Self::State, number: u64, request: &mut Request);

    /// Takes the reply to one element of the request; after the last, the next request may be written.
    fn reply(
        &mut self,
        state: &mut Self::State,
        element: usize,
        is_last: bool,
        reply: &Reply,
        request: &mut Request,
        checks: bool,
    ) -> Next;
}
