//! What the machine itself can do, without any server: loopback, file system, cryptography.
use crate::block::BlockKey;
use crate::options::Options;
use crate::processor;
use crate::protection::{Sealer, Signer, TRANSFORM_BYTES};
use crate::report::say;
use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

const MIB: usize = 1 << 20;

/// Prints units a second, and seconds of processor time of who would be the server, per unit.
pub fn run(options: &mut Options) -> std::result::Result<(), String> {
    let kind = options.text("kind", "");
    let path = options.text("path", "");
    let seconds = options.number("seconds", 1.0)?;
    options.done()?;
    let until = Until::new(seconds);
    let count = match kind.as_str() {
        "tcp-send" | "tcp-copy" | "tcp-sendfile" => stream(&kind, &path, until),
        "file-read" => read(&path, until),
        "file-write" => write(&path, until),
        "file-create" => create(&path, until),
        _ => encrypt(&kind, until).ok_or(format!("there is no floor {kind}"))?,
    };
    let (units, cpu_seconds) = count.map_err(|problem| format!("{kind}: {problem}"))?;
    let seconds = until.began.elapsed().as_secs_f64();
    say(&format!(
        "{{\"kind\":{kind:?},\"rate\":{:.3},\"cpuPerUnit\":{:.9}}}",
        units as f64 / seconds,
        cpu_seconds / units as f64
    ));
    Ok(())
}

type Count = Result<(u64, f64)>;

#[derive(Clone, Copy)]
struct Until {
    began: Instant,
    end: Instant,
}

impl Until {
    fn new(seconds: f64) -> Self {
        let began = Instant::now();
        Until { began, end: began + Duration::from_secs_f64(seconds) }
    }

    /// Does it over and over; how often, and what that cost this thread.
    fn repeat(self, mut act: impl FnMut(u64) -> Result<()>) -> Count {
        let before = processor::thread_seconds();
        let mut units = 0;
        while Instant::now() < self.end {
            act(units)?;
            units += 1;
        }
        Ok((units, processor::thread_seconds() - before))
    }
}

/// One thread sends a file that is in the page cache, another discards what comes, as the generator does.
fn stream(kind: &str, path: &str, until: Until) -> Count {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let receiver = std::thread::spawn(move || -> Result<()> {
        let stream = TcpStream::connect(address)?;
        // SAFETY: MSG_TRUNC lets the kernel write none.
        while unsafe { libc::recv(stream.as_raw_fd(), std::ptr::null_mut(), MIB, libc::MSG_TRUNC) } > 0 {}
        Ok(())
    });
    let (mut stream, _) = listener.accept()?;
    let file = File::open(path)?;
    let pieces = file.metadata()?.len() / MIB as u64;
    let mut piece = vec![0; MIB];
    let counted = until.repeat(|unit| {
        let at = unit % pieces * MIB as u64;
        if kind == "tcp-sendfile" {
            return send_file(&stream, &file, at);
        }
        if kind == "tcp-copy" {
            file.read_exact_at(&mut piece, at)?;
        }
        stream.write_all(&piece)
    });
    drop(stream);
    receiver.join().expect("the receiver ends")?;
    counted
}

fn send_file(stream: &TcpStream, file: &File, at: u64) -> Result<()> {
    let mut offset = at as libc::off_t;
    let mut left = MIB;
    while left > 0 {
        // SAFETY: the offset lives during the call.
        let sent = unsafe { libc::sendfile(stream.as_raw_fd(), file.as_raw_fd(), &mut offset, left) };
        if sent <= 0 {
            return Err(std::io::Error::last_os_error());
        }
        left -= sent as usize;
    }
    Ok(())
}

fn read(path: &str, until: Until) -> Count {
    let file = File::open(path)?;
    let pieces = file.metadata()?.len() / MIB as u64;
    let mut piece = vec![0; MIB];
    until.repeat(|unit| file.read_exact_at(&mut piece, unit % pieces * MIB as u64))
}

fn write(path: &str, until: Until) -> Count {
    let file = OpenOptions::new().write(true).open(path)?;
    let pieces = file.metadata()?.len() / MIB as u64;
    let piece = vec![0x5a; MIB];
    until.repeat(|unit| file.write_all_at(&piece, unit % pieces * MIB as u64))
}

/// `path` is a folder.
fn create(path: &str, until: Until) -> Count {
    let piece = [0x5a; 4096];
    until.repeat(|unit| {
        let name = format!("{path}/floor-{unit}");
        File::create_new(&name)?.write_all(&piece)?;
        std::fs::remove_file(&name)
    })
}

fn encrypt(kind: &str, until: Until) -> Option<Count> {
    let mut frame = vec![0x5a; TRANSFORM_BYTES + MIB];
    let seal = |cipher: u16, mut frame: Vec<u8>| {
        let sealer = Sealer::new(cipher, &vec![7; Sealer::key_bytes(cipher)]);
        until.repeat(|unit| {
            sealer.seal(&mut frame, unit, 1);
            Ok(())
        })
    };
    Some(match kind {
        "ring-gcm128" => seal(2, frame),
        "ring-gcm256" => seal(4, frame),
        "aes-ccm128" => seal(1, frame),
        "ring-gmac" => {
            let signer = Signer::new(2, &[7; 16]);
            until.repeat(|_| {
                signer.sign(&mut frame[..MIB]);
                Ok(())
            })
        }
        "aes-cmac" => {
            let key = BlockKey::new(&[7; 16]);
            until.repeat(|_| {
                std::hint::black_box(key.cmac(&frame[TRANSFORM_BYTES..]));
                Ok(())
            })
        }
        _ => return None,
    })
}
