//! NEGOTIATE from the client's side. What follows it is the same on both.

use super::{Connection, FRAGMENTED_SIZE_MIN, RECEIVE_SIZE_MIN, Send, State};
use crate::failure::Failure;
use crate::negotiate::{NegotiateRequest, NegotiateResponse, VERSION};
use crate::settings::Settings;

impl Connection {
    /// A connection that this side asked for: the first send is the request.
    pub fn initiate(settings: Settings, now_ms: u64) -> Self {
        Self {
            state: State::Requests,
            ..Self::new(settings, now_ms)
        }
    }

    // [MS-SMBD] 2.2.1
    pub(super) fn request(&mut self, target: &mut [u8]) -> Send {
        let settings = &self.settings;
        let request = NegotiateRequest {
            min_version: VERSION,
            max_version: VERSION,
            credits_requested: settings.send_credit_target,
            preferred_send_size: settings.max_send_size,
            max_receive_size: settings.max_receive_size,
            max_fragmented_size: settings.max_fragmented_size,
        };
        target[..NegotiateRequest::BYTES].copy_from_slice(&request.encode());
        self.state = State::AwaitsResponse;
        Send {
            length: NegotiateRequest::BYTES,
            invalidate: None,
            completes: None,
            is_last: false,
        }
    }

    // [MS-SMBD] 2.2.2: what makes a response one.
    pub(super) fn agree(&mut self, now_ms: u64, bytes: &[u8]) -> Result<(), Failure> {
        // The receive that the response came in is nobody's grant.
        self.receives_free = self.receives_free.saturating_sub(1);
        let response = NegotiateResponse::decode(bytes).ok_or(Failure::NegotiateTruncated)?;
        if response.status != 0 {
            return Err(Failure::Declined);
        }
        let settings = &self.settings;
        let is_allowed = response.negotiated_version == VERSION
            && response.credits_requested > 0
            && response.credits_granted > 0
            && response.max_receive_size >= RECEIVE_SIZE_MIN
            && response.max_fragmented_size >= FRAGMENTED_SIZE_MIN
            && response.preferred_send_size <= settings.max_receive_size;
        if !is_allowed {
            return Err(Failure::NegotiateValue);
        }
        self.max_receive_size = response.preferred_send_size.max(RECEIVE_SIZE_MIN) as usize;
        self.max_send_size = settings.max_send_size.min(response.max_receive_size) as usize;
        self.max_fragmented_send_size = response.max_fragmented_size as usize;
        self.receive_credit_target = response.credits_requested.min(settings.receive_credit_max);
        self.send_credits = response.credits_granted;
        self.deadline_ms = now_ms + settings.keep_alive_ms;
        self.state = State::Ready;
        Ok(())
    }
}
