/// What this side offers. [MS-SMBD] 3.1.1; the figures are those of Windows where it names any.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Receives that a peer may be granted at a time.
    pub receive_credit_max: u16,
    /// What is asked of the peer.
    pub send_credit_target: u16,
    pub max_send_size: u32,
    pub max_receive_size: u32,
    /// A message of a peer, whole.
    pub max_fragmented_size: u32,
    /// What one READ or WRITE may place.
    pub max_read_write_size: u32,
    pub keep_alive_ms: u64,
    /// From a keep-alive that was sent to the end of who does not answer.
    pub keep_alive_answer_ms: u64,
    pub negotiate_ms: u64,
    /// How long a message may wait for credits of the peer. [MS-SMBD] 3.1.2, Send Credit Grant Timer
    pub credit_grant_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            receive_credit_max: 255,
            send_credit_target: 255,
            max_send_size: 8192,
            max_receive_size: 8192,
            max_fragmented_size: 1_048_576,
            max_read_write_size: 8_388_608,
            keep_alive_ms: 120_000,
            keep_alive_answer_ms: 5_000,
            negotiate_ms: 5_000,
            credit_grant_ms: 5_000,
        }
    }
}
