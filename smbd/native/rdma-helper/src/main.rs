//! The RDMA helper of the SMB engine: SMB Direct on one side, the engine's socket on the other.
//!
//!     rdma-helper STATE-FOLDER     serves the engine whose state folder this is, until it is killed
//!     rdma-helper devices          prints the RDMA devices of this machine

mod channel;
mod counters;
mod device;
mod frame;
mod inventory;
mod link;
mod listener;
mod region;
mod session;
mod verbs;

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use session::Session;

const CONNECT_AGAIN: Duration = Duration::from_millis(500);

fn main() {
    let argument = std::env::args()
        .nth(1)
        .or_else(|| std::env::var("LARDER_STATE").ok());
    match argument.as_deref() {
        Some("devices") => print_devices(),
        Some(folder) => serve(&Path::new(folder).join("rdma.sock")),
        None => {
            eprintln!("usage: rdma-helper STATE-FOLDER | devices");
            std::process::exit(2);
        }
    }
}

fn serve(socket: &Path) {
    let mut was_refused = String::new();
    loop {
        match Session::begin(socket) {
            Ok(Some(mut session)) => {
                eprintln!("rdma-helper: serving the engine");
                was_refused.clear();
                let reason = session.run();
                eprintln!("rdma-helper: the engine is gone ({reason}); waiting for it");
            }
            Ok(None) => {}
            Err(reason) => {
                if reason != was_refused {
                    eprintln!("rdma-helper: {reason}");
                }
                was_refused = reason;
            }
        }
        sleep(CONNECT_AGAIN);
    }
}

fn print_devices() {
    let devices = inventory::devices();
    if devices.is_empty() {
        println!("no RDMA device");
        std::process::exit(1);
    }
    for one in devices {
        println!(
            "{} {} {} {} {}",
            one.name, one.kind, one.network_device, one.state, one.rate
        );
    }
}
