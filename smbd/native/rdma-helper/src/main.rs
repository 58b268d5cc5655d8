//! The RDMA helper of the SMB engine: SMB Direct on one side, the engine's socket on the other.
//!
//!     rdma-helper STATE-FOLDER     serves the engine whose state folder this is, until it is killed
//!     rdma-helper health           what listens for the engine of $LARDER_STATE, or why nothing does
//!     rdma-helper devices          prints the RDMA devices of this machine

mod channel;
mod counters;
mod device;
mod frame;
mod health;
mod inventory;
mod link;
mod listener;
mod placements;
mod queues;
mod region;
mod scheduling;
mod session;
mod verbs;

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use session::Session;

const AWAY: &str = "the engine is away";
const CONNECT_AGAIN: Duration = Duration::from_millis(500);

fn main() {
    let argument = std::env::args()
        .nth(1)
        .or_else(|| std::env::var("LARDER_STATE").ok());
    match argument.as_deref() {
        Some("devices") => print_devices(),
        Some("health") => show_health(),
        Some(folder) => serve(Path::new(folder)),
        None => {
            eprintln!("usage: rdma-helper STATE-FOLDER | health | devices");
            std::process::exit(2);
        }
    }
}

fn serve(state_folder: &Path) {
    scheduling::yield_to_who_wakes_us();
    let tell = |why: &str| {
        health::tell(
            &health::file_in(state_folder),
            &format!("not listening: {why}"),
        );
    };
    tell(AWAY);
    let mut was_refused = String::new();
    loop {
        match Session::begin(state_folder) {
            Ok(Some(mut session)) => {
                eprintln!("rdma-helper: serving the engine");
                was_refused.clear();
                let reason = session.run();
                eprintln!("rdma-helper: the engine is gone ({reason}); waiting for it");
                drop(session);
                tell(AWAY);
            }
            Ok(None) if was_refused.is_empty() => {}
            Ok(None) => {
                was_refused.clear();
                tell(AWAY);
            }
            Err(reason) => {
                if reason != was_refused {
                    eprintln!("rdma-helper: {reason}");
                    tell(&reason);
                }
                was_refused = reason;
            }
        }
        sleep(CONNECT_AGAIN);
    }
}

fn show_health() {
    let folder = std::env::var("LARDER_STATE").unwrap_or_else(|_| ".larder".into());
    if !health::show(Path::new(&folder)) {
        std::process::exit(1);
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
