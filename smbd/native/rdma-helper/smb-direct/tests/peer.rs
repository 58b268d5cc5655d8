//! A client of [MS-SMBD], written in its own words, to hold the server's machine against.
#![allow(dead_code)]

use std::collections::VecDeque;

use smb_direct::{
    Connection, DATA_OFFSET, Failure, NegotiateRequest, NegotiateResponse, Settings, Transfer,
    VERSION,
};

pub const FAIR: NegotiateRequest = NegotiateRequest {
    min_version: VERSION,
    max_version: VERSION,
    credits_requested: 255,
    preferred_send_size: 1364,
    max_receive_size: 8192,
    max_fragmented_size: 1_048_576,
};

pub fn server(settings: Settings, receives: u16) -> Connection {
    let mut connection = Connection::new(settings, 0);
    connection.receives_posted(receives);
    connection
}

pub fn sends(connection: &mut Connection, now_ms: u64) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut target = vec![0xdd; 8192];
    while let Some(send) = connection.next_send(now_ms, &mut target) {
        all.push(target[..send.length].to_vec());
    }
    all
}

pub fn negotiated(settings: Settings, receives: u16, request: NegotiateRequest) -> Connection {
    let mut connection = server(settings, receives);
    assert_eq!(connection.receive(0, &request.encode()), Ok(None));
    let answer = sends(&mut connection, 0);
    assert_eq!(answer.len(), 1);
    assert_eq!(NegotiateResponse::decode(&answer[0]).unwrap().status, 0);
    assert!(connection.is_ready());
    connection
}

pub fn transfer(requested: u16, granted: u16, flags: u16, remaining: u32, data: &[u8]) -> Vec<u8> {
    let header = Transfer {
        credits_requested: requested,
        credits_granted: granted,
        flags,
        remaining_data_length: remaining,
        data_offset: if data.is_empty() {
            0
        } else {
            DATA_OFFSET as u32
        },
        data_length: data.len() as u32,
    };
    let mut bytes = vec![0; DATA_OFFSET + data.len()];
    let length = header.encode(&mut bytes);
    bytes.truncate(length + data.len());
    bytes[length..].copy_from_slice(data);
    bytes
}

/// The client's half of a conversation: posts receives, counts credits, cuts and joins.
pub struct Peer {
    pub credits: u32,
    pub granted: u32,
    pub receives: u32,
    pub size: usize,
    pub outgoing: VecDeque<(Vec<u8>, usize)>,
    pub arrived: Vec<Vec<u8>>,
    partial: Vec<u8>,
    expected: u32,
}

impl Peer {
    pub fn new(response: &NegotiateResponse, receives: u32) -> Self {
        Self {
            credits: u32::from(response.credits_granted),
            granted: 0,
            receives,
            size: response.max_receive_size as usize,
            outgoing: VecDeque::new(),
            arrived: Vec::new(),
            partial: Vec::new(),
            expected: 0,
        }
    }

    /// What it sends next: data if there is any, else credits where it has some to give.
    pub fn next_send(&mut self) -> Option<Vec<u8>> {
        let grant = self.receives - self.granted;
        if self.credits == 0 || (self.credits == 1 && grant == 0) {
            return None;
        }
        if self.outgoing.is_empty() && grant * 2 < self.receives {
            return None;
        }
        self.credits -= 1;
        self.granted += grant;
        let Some((message, sent)) = self.outgoing.front_mut() else {
            return Some(transfer(255, grant as u16, 0, 0, &[]));
        };
        let count = (self.size - DATA_OFFSET).min(message.len() - *sent);
        let part = message[*sent..*sent + count].to_vec();
        *sent += count;
        let remaining = (message.len() - *sent) as u32;
        if remaining == 0 {
            self.outgoing.pop_front();
        }
        Some(transfer(255, grant as u16, 0, remaining, &part))
    }

    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        assert!(self.granted > 0, "the server sent more than it was granted");
        self.granted -= 1;
        let (header, data) = Transfer::decode(bytes)?;
        assert!(header.credits_requested > 0);
        self.credits += u32::from(header.credits_granted);
        if data.is_empty() {
            return Ok(());
        }
        if !self.partial.is_empty() {
            assert_eq!(
                self.expected,
                header.data_length + header.remaining_data_length
            );
        }
        self.partial.extend_from_slice(data);
        self.expected = header.remaining_data_length;
        if self.expected == 0 {
            self.arrived.push(std::mem::take(&mut self.partial));
        }
        Ok(())
    }
}
