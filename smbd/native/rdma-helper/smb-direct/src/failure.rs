use std::fmt;

/// Why a connection has to end. Each is the peer's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No negotiate request in time.
    NegotiateTimeout,
    NegotiateTruncated,
    /// A field of the request is out of what [MS-SMBD] 3.1.5.7 allows.
    NegotiateValue,
    /// No version in common; the peer was told.
    Version,
    /// No receive could be granted; the peer was told.
    NoReceives,
    /// The peer, which was asked, does not want to.
    Declined,
    TransferTruncated,
    /// [MS-SMBD] 3.1.5.8: a message that asks for no credits.
    NoCreditsRequested,
    /// The peer sent more than it was granted.
    CreditsOverdrawn,
    /// The peer granted more than can be counted.
    CreditsOverflow,
    /// The data is not where the header says, or not aligned.
    DataPlace,
    /// The fragments of a message do not add up to what the first one announced.
    Fragments,
    /// A message longer than was negotiated.
    MessageTooLong,
    KeepAliveTimeout,
    /// A message waited too long for credits.
    CreditsTimeout,
}

impl Failure {
    /// For logs and counters.
    pub fn name(self) -> &'static str {
        match self {
            Self::NegotiateTimeout => "negotiate-timeout",
            Self::NegotiateTruncated => "negotiate-truncated",
            Self::NegotiateValue => "negotiate-value",
            Self::Version => "version",
            Self::NoReceives => "no-receives",
            Self::Declined => "declined",
            Self::TransferTruncated => "transfer-truncated",
            Self::NoCreditsRequested => "no-credits-requested",
            Self::CreditsOverdrawn => "credits-overdrawn",
            Self::CreditsOverflow => "credits-overflow",
            Self::DataPlace => "data-place",
            Self::Fragments => "fragments",
            Self::MessageTooLong => "message-too-long",
            Self::KeepAliveTimeout => "keep-alive-timeout",
            Self::CreditsTimeout => "credits-timeout",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
