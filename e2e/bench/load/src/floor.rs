//! What the machine itself can do, without any server: loopback, file system, cryptography.
use crate::options::Options;

pub fn run(options: &mut Options) -> Result<(), String> {
    let kind = options.text("kind", "");
    Err(format!("there is no floor {kind}"))
}
