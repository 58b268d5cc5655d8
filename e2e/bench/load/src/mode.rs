//! The ways a connection can be protected, by the names that the rows of the benchmark have.

#[derive(Clone, Copy)]
pub struct Mode {
    pub dialect: u16,
    /// [MS-SMB2] 2.2.3.1.2
    pub cipher: u16,
    /// [MS-SMB2] 2.2.3.1.7
    pub signing: u16,
    pub signs: bool,
    pub seals: bool,
}

impl Mode {
    pub fn named(name: &str) -> Option<Mode> {
        let plain = Mode { dialect: 0x311, cipher: 2, signing: 2, signs: false, seals: false };
        Some(match name {
            "plain" => plain,
            "gmac" => Mode { signs: true, ..plain },
            "cmac" => Mode { dialect: 0x300, signing: 1, signs: true, ..plain },
            "hmac" => Mode { dialect: 0x210, signing: 0, signs: true, ..plain },
            "gcm128" => Mode { seals: true, ..plain },
            "gcm256" => Mode { seals: true, cipher: 4, ..plain },
            "ccm128" => Mode { seals: true, cipher: 1, ..plain },
            "ccm256" => Mode { seals: true, cipher: 3, ..plain },
            _ => return None,
        })
    }
}
