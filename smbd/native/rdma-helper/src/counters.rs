//! What the helper counts since it started.

use std::collections::BTreeMap;

#[derive(Default)]
pub struct Counters {
    pub connections_accepted: u64,
    pub connections_refused: u64,
    /// Messages of SMB, whole, and their bytes by Send.
    pub messages_in: u64,
    pub messages_out: u64,
    pub message_bytes_in: u64,
    pub message_bytes_out: u64,
    /// Sends of SMB Direct, fragments and empty ones included.
    pub sends: u64,
    pub receives: u64,
    /// Payload that was placed.
    pub writes: u64,
    pub write_bytes: u64,
    pub reads: u64,
    pub read_bytes: u64,
    pub invalidations: u64,
    /// Ends of connections and refusals, by cause.
    pub errors: BTreeMap<&'static str, u64>,
}

impl Counters {
    pub fn error(&mut self, cause: &'static str) {
        *self.errors.entry(cause).or_default() += 1;
    }

    pub fn json(&self) -> String {
        let mut text = String::from("{");
        for (name, value) in [
            ("connectionsAccepted", self.connections_accepted),
            ("connectionsRefused", self.connections_refused),
            ("messagesIn", self.messages_in),
            ("messagesOut", self.messages_out),
            ("messageBytesIn", self.message_bytes_in),
            ("messageBytesOut", self.message_bytes_out),
            ("sends", self.sends),
            ("receives", self.receives),
            ("writes", self.writes),
            ("writeBytes", self.write_bytes),
            ("reads", self.reads),
            ("readBytes", self.read_bytes),
            ("invalidations", self.invalidations),
        ] {
            text += &format!("\"{name}\":{value},");
        }
        let errors: Vec<String> = self
            .errors
            .iter()
            .map(|(cause, count)| format!("\"{cause}\":{count}"))
            .collect();
        text + &format!("\"errors\":{{{}}}}}", errors.join(","))
    }
}
