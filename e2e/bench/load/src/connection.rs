//! A connection on which one call after another waits for its reply: logon, and what comes before and after a measurement.
use crate::mode::Mode;
use crate::ntlm::{self, Account};
use crate::reply::{
    Reply, STATUS_MORE_PROCESSING_REQUIRED, STATUS_PENDING, STATUS_SUCCESS,
};
use crate::request::{Request, ROOM};
use crate::session::{Opened, Session};
use crate::transfer::open_existing;
use ring::digest::{Context, SHA512, digest};
use ring::rand::{SecureRandom, SystemRandom};
use std::io::{Error, Read, Result, Write};
use std::net::TcpStream;

/// Opens under way at a time, where many are wanted.
const TOGETHER_MAX: usize = 32;

pub struct Target {
    pub host: String,
    pub port: u16,
    pub share: String,
    pub account: Account,
    pub mode: Mode,
}

pub struct Connection {
    pub stream: TcpStream,
    pub session: Session,
    pub request: Request,
    frame: Vec<u8>,
}

impl Connection {
    /// Logged on, with the share at hand.
    pub fn open(target: &Target) -> Result<Connection> {
        let mut connection = Connection::connect(target)?;
        connection.log_on(target)?;
        connection.request.clear();
        connection.request.tree_connect(&format!("\\\\{}\\{}", target.host, target.share));
        let tree_id = connection.call_well("TREE_CONNECT", |reply| reply.tree_id())?;
        connection.session.tree_id = tree_id;
        Ok(connection)
    }

    fn connect(target: &Target) -> Result<Connection> {
        let stream = TcpStream::connect((target.host.as_str(), target.port))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, session: Session::new(target.mode), request: Request::new(false), frame: Vec::new() })
    }

    fn log_on(&mut self, target: &Target) -> Result<()> {
        let mode = target.mode;
        let mut guid = [0; 16];
        SystemRandom::new().fill(&mut guid).map_err(|_| Error::other("no random bytes"))?;
        let mut preauth = vec![0; 64];
        self.request.clear();
        self.request.negotiate(mode.dialect, mode.signs, &guid, mode.cipher, mode.signing);
        self.exchange()?;
        self.hash_both(&mut preauth);
        let reply = Reply { bytes: &self.frame };
        if reply.status() != STATUS_SUCCESS || reply.u16(68) != mode.dialect {
            return Err(Error::other(format!("NEGOTIATE: {:08x}, dialect {:x}", reply.status(), reply.u16(68))));
        }
        self.request.clear();
        self.request.session_setup(mode.signs, &ntlm::first_token());
        self.exchange()?;
        self.hash_both(&mut preauth);
        let reply = Reply { bytes: &self.frame };
        if reply.status() != STATUS_MORE_PROCESSING_REQUIRED {
            return Err(Error::other(format!("SESSION_SETUP: {:08x}", reply.status())));
        }
        self.session.session_id = reply.session_id();
        let logon = ntlm::second_token(&self.frame, &target.account)
            .ok_or_else(|| Error::other("the challenge of the server makes no sense"))?;
        self.request.clear();
        self.request.session_setup(mode.signs, &logon.blob);
        self.exchange()?;
        let reply = Reply { bytes: &self.frame };
        if reply.status() != STATUS_SUCCESS {
            return Err(Error::other(format!("SESSION_SETUP: {:08x}", reply.status())));
        }
        extend(&mut preauth, &self.request.view()[ROOM..]);
        self.session.take_keys(&logon.session_key, &preauth);
        Ok(())
    }

    fn hash_both(&self, preauth: &mut Vec<u8>) {
        extend(preauth, &self.request.view()[ROOM..]);
        extend(preauth, &self.frame);
    }

    /// Sends the request, and takes what the last element of the reply says; any failure of it is an error.
    pub fn call_well<T>(&mut self, name: &str, take: impl Fn(&Reply) -> T) -> Result<T> {
        self.exchange()?;
        let reply = Reply { bytes: &self.frame };
        if reply.status() != STATUS_SUCCESS {
            return Err(Error::other(format!("{name}: {:08x}", reply.status())));
        }
        Ok(take(&reply))
    }

    /// Opens existing files, and never closes them.
    pub fn open_all(&mut self, mut paths: impl Iterator<Item = String>) -> Result<()> {
        loop {
            let mut ids = Vec::new();
            while ids.len() < TOGETHER_MAX && self.session.credits > 0 {
                let Some(path) = paths.next() else { break };
                self.request.clear();
                self.request.create(&open_existing(&path));
                ids.push(self.send()?);
            }
            if ids.is_empty() {
                return Ok(());
            }
            for _ in &ids {
                // In whatever order they come.
                self.receive(|id| ids.contains(&id))?;
                let reply = Reply { bytes: &self.frame };
                if reply.status() != STATUS_SUCCESS {
                    return Err(Error::other(format!("CREATE: {:08x}", reply.status())));
                }
            }
        }
    }

    /// Sends the request and leaves its reply in `frame`, opened and checked; of a single element.
    fn exchange(&mut self) -> Result<()> {
        let first_id = self.send()?;
        self.receive(|id| id == first_id)
    }

    fn send(&mut self) -> Result<u64> {
        let (first_id, begin) = self.session.finish(&mut self.request);
        self.stream.write_all(&self.request.view()[begin..])?;
        Ok(first_id)
    }

    /// Other replies are passed over.
    fn receive(&mut self, is_awaited: impl Fn(u64) -> bool) -> Result<()> {
        loop {
            let mut length = [0; 4];
            self.stream.read_exact(&mut length)?;
            self.frame.resize(u32::from_be_bytes(length) as usize & 0xff_ffff, 0);
            self.stream.read_exact(&mut self.frame)?;
            let skipped = match self.session.open(&mut self.frame, true) {
                Opened::Broken(why) => return Err(Error::other(why)),
                Opened::Messages(message) => {
                    if !self.session.is_signed_well(message) {
                        return Err(Error::other("the signature of a reply is wrong"));
                    }
                    let reply = Reply { bytes: message };
                    self.session.credits += u32::from(reply.credits());
                    if reply.status() == STATUS_PENDING || !is_awaited(reply.message_id()) {
                        continue;
                    }
                    message.len()
                }
            };
            let start = self.frame.len() - skipped;
            self.frame.drain(..start);
            return Ok(());
        }
    }

    pub fn log_off(mut self) -> Result<()> {
        self.request.clear();
        self.request.logoff();
        self.call_well("LOGOFF", |_| ())
    }
}

fn extend(preauth: &mut Vec<u8>, message: &[u8]) {
    let mut context = Context::new(&SHA512);
    context.update(preauth);
    context.update(message);
    preauth.clear();
    preauth.extend_from_slice(context.finish().as_ref());
    debug_assert_eq!(preauth.len(), digest(&SHA512, b"").as_ref().len());
}
