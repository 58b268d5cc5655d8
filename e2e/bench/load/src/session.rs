//! What makes messages of requests, and replies of messages: ids, credits, keys.
use crate::keys::session_keys;
use crate::mode::Mode;
use crate::protection::{Sealer, Signer, TRANSFORM_BYTES};
use crate::reply::Reply;
use crate::request::{HEADER_BYTES, Request, ROOM, TREE_CONNECT};

/// Enough for the widest window that a row keeps in flight: 32 requests of 1 MiB.
const CREDITS_WANTED: u32 = 512;
/// More than any reply has in front of its payload.
const PEEK_BYTES: usize = 2048;

pub struct Session {
    pub mode: Mode,
    pub session_id: u64,
    pub tree_id: u32,
    pub credits: u32,
    message_id: u64,
    seal_number: u64,
    signer: Option<Signer>,
    sealer: Option<Sealer>,
    opener: Option<Sealer>,
}

/// A frame that came, opened as far as was asked for.
pub enum Opened<'a> {
    Messages(&'a mut [u8]),
    Broken(&'static str),
}

impl Session {
    pub fn new(mode: Mode) -> Self {
        Session {
            mode,
            session_id: 0,
            tree_id: 0,
            credits: 1,
            message_id: 0,
            seal_number: 0,
            signer: None,
            sealer: None,
            opener: None,
        }
    }

    pub fn take_keys(&mut self, session_key: &[u8], preauth: &[u8]) {
        let keys = session_keys(self.mode.dialect, session_key, preauth, Sealer::key_bytes(self.mode.cipher));
        self.signer = Some(Signer::new(self.mode.signing, &keys.signing));
        if self.mode.dialect >= 0x300 {
            self.sealer = Some(Sealer::new(self.mode.cipher, &keys.sealing));
            self.opener = Some(Sealer::new(self.mode.cipher, &keys.opening));
        }
    }

    pub fn charge(request: &Request) -> u32 {
        request.elements.iter().map(|element| u32::from(element.charge)).sum()
    }

    /// Gives the elements their ids, protects them, and writes the frame; the first message id, and where the frame begins.
    pub fn finish(&mut self, request: &mut Request) -> (u64, usize) {
        let first_id = self.message_id;
        let charge = Self::charge(request);
        self.credits = self.credits.saturating_sub(charge.max(1));
        let wanted = CREDITS_WANTED.saturating_sub(self.credits).min(256) as u16;
        let end = request.end();
        let ends: Vec<usize> =
            request.elements.iter().skip(1).map(|element| element.start).chain([end]).collect();
        let is_logged_on = self.signer.is_some();
        for (index, element_end) in ends.into_iter().enumerate() {
            let element = &request.elements[index];
            let (start, command, charge) = (element.start, element.command, element.charge);
            let message = &mut request.frame()[start..element_end];
            message[14..16].copy_from_slice(&(charge + wanted).to_le_bytes());
            message[24..32].copy_from_slice(&self.message_id.to_le_bytes());
            message[36..40].copy_from_slice(&self.tree_id.to_le_bytes());
            message[40..48].copy_from_slice(&self.session_id.to_le_bytes());
            self.message_id += u64::from(charge.max(1));
            // [MS-SMB2] 3.2.4.1.1: 3.1.1 signs this one whatever the session does.
            let signs = self.mode.signs || (command == TREE_CONNECT && self.mode.dialect == 0x311);
            if is_logged_on && signs && !self.mode.seals {
                let signer = self.signer.as_ref().expect("logged on");
                // Of a chain, only the last element can be the one with the payload.
                match request.payload_at(start).filter(|_| element_end == end) {
                    Some(at) => {
                        let mut hash = request.payload_hash.take();
                        signer.sign_with_payload(&mut request.frame()[start..end], &mut hash, at);
                        request.payload_hash = hash;
                    }
                    None => signer.sign(&mut request.frame()[start..element_end]),
                }
            }
        }
        let begin = if is_logged_on && self.mode.seals {
            self.seal_number += 1;
            let frame = &mut request.frame()[4..end];
            self.sealer.as_ref().expect("3.x").seal(frame, self.seal_number, self.session_id);
            0
        } else {
            ROOM - 4
        };
        let length = (end - begin - 4) as u32;
        request.frame()[begin..begin + 4].copy_from_slice(&length.to_be_bytes());
        (first_id, begin)
    }

    /// `frame` is without its length. A part of one is deciphered unchecked; `checks` wants all of it, verified.
    pub fn open<'a>(&self, frame: &'a mut [u8], checks: bool) -> Opened<'a> {
        if frame.len() >= TRANSFORM_BYTES && frame[0] == 0xfd {
            let Some(opener) = &self.opener else { return Opened::Broken("sealed before the logon") };
            if !checks {
                let end = frame.len().min(PEEK_BYTES);
                opener.peek(&mut frame[..end]);
            } else if !opener.open(frame) {
                return Opened::Broken("the seal is wrong");
            }
            return Opened::Messages(&mut frame[TRANSFORM_BYTES..]);
        }
        if frame.len() < HEADER_BYTES || frame[0] != 0xfe {
            return Opened::Broken("no SMB2 message");
        }
        if self.signer.is_some() && self.mode.seals {
            return Opened::Broken("a reply came in clear");
        }
        Opened::Messages(frame)
    }

    /// Whether the signature of an element is right, or none is due.
    pub fn is_signed_well(&self, message: &mut [u8]) -> bool {
        let Some(signer) = &self.signer else { return true };
        if !self.mode.signs || self.mode.seals {
            return true;
        }
        let reply = Reply { bytes: message };
        // Interim replies and notifications are not signed.
        if reply.status() == crate::reply::STATUS_PENDING || reply.message_id() == u64::MAX {
            return true;
        }
        signer.verify(message)
    }
}
