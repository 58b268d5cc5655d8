mod initiator;

use std::collections::VecDeque;

use crate::failure::Failure;
use crate::negotiate::{
    NegotiateRequest, NegotiateResponse, STATUS_INSUFFICIENT_RESOURCES, STATUS_NOT_SUPPORTED,
    VERSION,
};
use crate::settings::Settings;
use crate::transfer::{DATA_OFFSET, RESPONSE_REQUESTED, Transfer};

/// [MS-SMBD] 3.1.5.7: what a peer must take at least.
const RECEIVE_SIZE_MIN: u32 = 128;
const FRAGMENTED_SIZE_MIN: u32 = 131_072;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The request is to be sent: the client's role, as is the next one.
    Requests,
    AwaitsResponse,
    AwaitsRequest,
    /// The response is to be sent.
    Responds(NegotiateResponse),
    Ready,
    /// The peer was told why not, or is about to be; then the connection ends.
    Refused(Failure),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeepAlive {
    None,
    /// The message that asks for an answer is to be sent.
    Pending,
    Sent,
}

/// One message of the upper layer on its way out.
struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
    /// The peer's token that goes with the last fragment.
    invalidate: Option<u32>,
}

/// One send that the driver posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Send {
    pub length: usize,
    /// Posted as Send with Invalidate of this token.
    pub invalidate: Option<u32>,
    /// The bytes of the upper layer's message that ends with it.
    pub completes: Option<usize>,
    /// The connection ends when it is out.
    pub is_last: bool,
}

/// A connection of [MS-SMBD] 3.1.1.1; of the role that it began in nothing is left after NEGOTIATE.
pub struct Connection {
    settings: Settings,
    state: State,
    deadline_ms: u64,
    /// Until when credits have to come for what waits for them.
    credits_due_ms: Option<u64>,
    keep_alive: KeepAlive,
    /// Sends that the peer allows.
    send_credits: u16,
    /// Receives that are posted and not granted.
    receives_free: u16,
    /// Receives that the peer was granted and has not used.
    receives_granted: u16,
    receive_credit_target: u16,
    max_send_size: usize,
    max_receive_size: usize,
    max_fragmented_send_size: usize,
    /// The message that is coming in, and what is still to come of it.
    reassembly: Vec<u8>,
    reassembly_remaining: u32,
    outgoing: VecDeque<Outgoing>,
    queued_bytes: usize,
    /// The peer asked for a message.
    owes_response: bool,
}

impl Connection {
    /// In the server's role.
    pub fn new(settings: Settings, now_ms: u64) -> Self {
        Self {
            settings,
            state: State::AwaitsRequest,
            deadline_ms: now_ms + settings.negotiate_ms,
            credits_due_ms: None,
            keep_alive: KeepAlive::None,
            send_credits: 0,
            receives_free: 0,
            receives_granted: 0,
            receive_credit_target: 0,
            max_send_size: 0,
            max_receive_size: settings.max_receive_size as usize,
            max_fragmented_send_size: 0,
            reassembly: Vec::new(),
            reassembly_remaining: 0,
            outgoing: VecDeque::new(),
            queued_bytes: 0,
            owes_response: false,
        }
    }

    pub fn is_ready(&self) -> bool {
        self.state == State::Ready
    }

    /// Of a message that the peer takes; 0 before it said so.
    pub fn max_fragmented_send_size(&self) -> usize {
        self.max_fragmented_send_size
    }

    pub fn send_credits(&self) -> u16 {
        self.send_credits
    }

    pub fn receives_granted(&self) -> u16 {
        self.receives_granted
    }

    /// Of messages that are not sent, or not whole.
    pub fn queued_bytes(&self) -> usize {
        self.queued_bytes
    }

    /// When `tick` is due.
    pub fn deadline_ms(&self) -> u64 {
        self.deadline_ms
            .min(self.credits_due_ms.unwrap_or(u64::MAX))
    }

    /// The driver posted `count` receives; the peer is granted no others.
    pub fn receives_posted(&mut self, count: u16) {
        self.receives_free = self.receives_free.saturating_add(count);
    }

    /// What came in with one receive; a message of the upper layer when it is whole.
    pub fn receive(&mut self, now_ms: u64, bytes: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        match self.state {
            State::AwaitsResponse => {
                self.agree(now_ms, bytes)?;
                Ok(None)
            }
            State::AwaitsRequest => {
                // The first receive is nobody's grant.
                self.receives_free = self.receives_free.saturating_sub(1);
                self.negotiate(now_ms, bytes)?;
                Ok(None)
            }
            // [MS-SMBD] 3.1.5.7: nothing may come before the response is out, as nothing was granted.
            State::Requests | State::Responds(_) => Err(Failure::CreditsOverdrawn),
            State::Refused(failure) => Err(failure),
            State::Ready => self.transfer(now_ms, bytes),
        }
    }

    // [MS-SMBD] 3.1.5.7
    fn negotiate(&mut self, now_ms: u64, bytes: &[u8]) -> Result<(), Failure> {
        let request = NegotiateRequest::decode(bytes).ok_or(Failure::NegotiateTruncated)?;
        if request.min_version > VERSION || request.max_version < VERSION {
            self.refuse(now_ms, STATUS_NOT_SUPPORTED);
            return Ok(());
        }
        let is_allowed = request.credits_requested > 0
            && request.max_receive_size >= RECEIVE_SIZE_MIN
            && request.max_fragmented_size >= FRAGMENTED_SIZE_MIN;
        if !is_allowed {
            return Err(Failure::NegotiateValue);
        }
        let settings = &self.settings;
        let max_receive_size = settings
            .max_receive_size
            .min(request.preferred_send_size)
            .max(RECEIVE_SIZE_MIN);
        let max_send_size = settings.max_send_size.min(request.max_receive_size);
        self.max_receive_size = max_receive_size as usize;
        self.max_send_size = max_send_size as usize;
        self.max_fragmented_send_size = request.max_fragmented_size as usize;
        self.receive_credit_target = request.credits_requested.min(settings.receive_credit_max);
        let granted = self.receives_free.min(self.receive_credit_target);
        if granted == 0 {
            self.refuse(now_ms, STATUS_INSUFFICIENT_RESOURCES);
            return Ok(());
        }
        self.state = State::Responds(NegotiateResponse {
            min_version: VERSION,
            max_version: VERSION,
            negotiated_version: VERSION,
            credits_requested: settings.send_credit_target,
            credits_granted: granted,
            status: 0,
            max_read_write_size: settings.max_read_write_size,
            preferred_send_size: max_send_size,
            max_receive_size,
            max_fragmented_size: settings.max_fragmented_size,
        });
        self.deadline_ms = now_ms + settings.keep_alive_ms;
        Ok(())
    }

    /// [MS-SMBD] 3.1.5.7: all fields but these are zero in a response that refuses.
    fn refuse(&mut self, now_ms: u64, status: u32) {
        self.state = State::Responds(NegotiateResponse {
            min_version: VERSION,
            max_version: VERSION,
            negotiated_version: 0,
            credits_requested: 0,
            credits_granted: 0,
            status,
            max_read_write_size: 0,
            preferred_send_size: 0,
            max_receive_size: 0,
            max_fragmented_size: 0,
        });
        self.deadline_ms = now_ms + self.settings.negotiate_ms;
    }

    // [MS-SMBD] 3.1.5.8
    fn transfer(&mut self, now_ms: u64, bytes: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        if self.receives_granted == 0 {
            return Err(Failure::CreditsOverdrawn);
        }
        self.receives_granted -= 1;
        if bytes.len() > self.max_receive_size {
            return Err(Failure::MessageTooLong);
        }
        let (header, data) = Transfer::decode(bytes)?;
        if header.credits_requested == 0 {
            return Err(Failure::NoCreditsRequested);
        }
        self.receive_credit_target = header
            .credits_requested
            .min(self.settings.receive_credit_max);
        self.send_credits = self
            .send_credits
            .checked_add(header.credits_granted)
            .ok_or(Failure::CreditsOverflow)?;
        self.keep_alive = KeepAlive::None;
        self.deadline_ms = now_ms + self.settings.keep_alive_ms;
        if header.flags & RESPONSE_REQUESTED != 0 {
            self.owes_response = true;
        }
        if data.is_empty() {
            return Ok(None);
        }
        self.reassemble(&header, data)
    }

    fn reassemble(&mut self, header: &Transfer, data: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let announced = u64::from(header.data_length) + u64::from(header.remaining_data_length);
        if self.reassembly.is_empty() {
            if announced > u64::from(self.settings.max_fragmented_size) {
                return Err(Failure::MessageTooLong);
            }
        } else if announced != u64::from(self.reassembly_remaining) {
            return Err(Failure::Fragments);
        }
        self.reassembly.extend_from_slice(data);
        self.reassembly_remaining = header.remaining_data_length;
        if self.reassembly_remaining > 0 {
            return Ok(None);
        }
        Ok(Some(std::mem::take(&mut self.reassembly)))
    }

    /// Queues a message of the upper layer. False: the peer takes none of this length.
    pub fn send_message(&mut self, bytes: Vec<u8>, invalidate: Option<u32>) -> bool {
        if bytes.is_empty() || bytes.len() > self.max_fragmented_send_size || !self.is_ready() {
            return false;
        }
        self.queued_bytes += bytes.len();
        self.outgoing.push_back(Outgoing {
            bytes,
            sent: 0,
            invalidate,
        });
        true
    }

    /// The next send to post, written to `target`; call it again until there is none.
    pub fn next_send(&mut self, now_ms: u64, target: &mut [u8]) -> Option<Send> {
        match self.state {
            State::Requests => Some(self.request(target)),
            State::Responds(response) => Some(self.respond(response, target)),
            State::Ready if !self.outgoing.is_empty() => self
                .next_fragment(now_ms, target)
                .or_else(|| self.next_empty(now_ms, target)),
            State::Ready => self.next_empty(now_ms, target),
            State::AwaitsRequest | State::AwaitsResponse | State::Refused(_) => None,
        }
    }

    fn respond(&mut self, response: NegotiateResponse, target: &mut [u8]) -> Send {
        target[..NegotiateResponse::BYTES].copy_from_slice(&response.encode());
        self.state = match response.status {
            0 => {
                self.receives_granted = response.credits_granted;
                self.receives_free -= response.credits_granted;
                State::Ready
            }
            STATUS_NOT_SUPPORTED => State::Refused(Failure::Version),
            _ => State::Refused(Failure::NoReceives),
        };
        Send {
            length: NegotiateResponse::BYTES,
            invalidate: None,
            completes: None,
            is_last: response.status != 0,
        }
    }

    // [MS-SMBD] 3.1.5.1
    fn next_fragment(&mut self, now_ms: u64, target: &mut [u8]) -> Option<Send> {
        let granted = self.grantable();
        if !self.may_send(granted) {
            let due_ms = now_ms + self.settings.credit_grant_ms;
            self.credits_due_ms.get_or_insert(due_ms);
            return None;
        }
        self.credits_due_ms = None;
        let outgoing = self.outgoing.front_mut()?;
        let size = self.max_send_size.min(target.len()) - DATA_OFFSET;
        let left = outgoing.bytes.len() - outgoing.sent;
        let count = left.min(size);
        let (from, to) = (outgoing.sent, outgoing.sent + count);
        target[DATA_OFFSET..DATA_OFFSET + count].copy_from_slice(&outgoing.bytes[from..to]);
        outgoing.sent = to;
        self.queued_bytes -= count;
        let remaining = left - count;
        let (invalidate, completes) = match remaining {
            0 => (outgoing.invalidate, Some(to)),
            _ => (None, None),
        };
        if remaining == 0 {
            self.outgoing.pop_front();
        }
        // Both are at most the peer's MaxFragmentedSize, which has 32 bits.
        self.put_header(now_ms, target, granted, count as u32, remaining as u32);
        Some(Send {
            length: DATA_OFFSET + count,
            invalidate,
            completes,
            is_last: false,
        })
    }

    /// A message without data: an answer that is owed, a keep-alive, or credits that the peer waits for.
    fn next_empty(&mut self, now_ms: u64, target: &mut [u8]) -> Option<Send> {
        let granted = self.grantable();
        let is_due = self.owes_response
            || self.keep_alive == KeepAlive::Pending
            // Half of what there is: rarely enough that credits for credits die down at once.
            || (granted > 0 && granted >= self.receives_granted);
        if !is_due || !self.may_send(granted) {
            return None;
        }
        let length = self.put_header(now_ms, target, granted, 0, 0);
        Some(Send {
            length,
            invalidate: None,
            completes: None,
            is_last: false,
        })
    }

    /// [MS-SMBD] 3.1.5.1: the last credit is kept for a message that grants some, so that neither side waits
    /// for the other for ever.
    fn may_send(&self, granted: u16) -> bool {
        self.send_credits > 1 || (self.send_credits == 1 && granted > 0)
    }

    fn grantable(&self) -> u16 {
        self.receives_free.min(
            self.receive_credit_target
                .saturating_sub(self.receives_granted),
        )
    }

    fn put_header(
        &mut self,
        now_ms: u64,
        target: &mut [u8],
        granted: u16,
        data_length: u32,
        remaining_data_length: u32,
    ) -> usize {
        let mut flags = 0;
        if self.keep_alive == KeepAlive::Pending {
            flags = RESPONSE_REQUESTED;
            self.keep_alive = KeepAlive::Sent;
            self.deadline_ms = now_ms + self.settings.keep_alive_answer_ms;
        }
        self.owes_response = false;
        self.send_credits -= 1;
        self.receives_free -= granted;
        self.receives_granted += granted;
        let data_offset = if data_length == 0 {
            0
        } else {
            DATA_OFFSET as u32
        };
        Transfer {
            credits_requested: self.settings.send_credit_target,
            credits_granted: granted,
            flags,
            remaining_data_length,
            data_offset,
            data_length,
        }
        .encode(target)
    }

    /// Time has come to `now_ms`. [MS-SMBD] 3.1.6
    pub fn tick(&mut self, now_ms: u64) -> Result<(), Failure> {
        if self.credits_due_ms.is_some_and(|due_ms| due_ms <= now_ms) {
            return Err(Failure::CreditsTimeout);
        }
        if now_ms < self.deadline_ms {
            return Ok(());
        }
        match self.state {
            State::Requests | State::AwaitsResponse | State::AwaitsRequest | State::Responds(_) => {
                Err(Failure::NegotiateTimeout)
            }
            State::Refused(failure) => Err(failure),
            State::Ready if self.keep_alive == KeepAlive::None => {
                self.keep_alive = KeepAlive::Pending;
                self.deadline_ms = now_ms + self.settings.keep_alive_answer_ms;
                Ok(())
            }
            State::Ready => Err(Failure::KeepAliveTimeout),
        }
    }
}
