//! Listening with rdma_cm, on every device there is and will be.

use std::ffi::c_int;
use std::mem::zeroed;
use std::ptr;
use std::rc::Rc;

use crate::verbs::{
    EVENT_CONNECT_REQUEST, IbvContext, PS_TCP, RdmaCmEvent, RdmaCmId, RdmaEventChannel, Verbs,
};

const BACKLOG: c_int = 64;

pub struct Listening {
    pub port: u16,
    pub problem: Option<String>,
}

/// An event of the connection manager, acknowledged already.
pub struct Event {
    pub kind: c_int,
    pub id: *mut RdmaCmId,
    /// Of a connect request: how many reads the client answers at a time, and where it came to.
    pub responder_resources: u8,
    pub port: u16,
}

pub struct Listener {
    verbs: Rc<Verbs>,
    channel: *mut RdmaEventChannel,
    /// With the port that each listens on.
    ids: Vec<(*mut RdmaCmId, u16)>,
    pub listening: Vec<Listening>,
}

impl Listener {
    pub fn open(verbs: &Rc<Verbs>, ports: &[u16]) -> Result<Self, String> {
        // SAFETY: makes a channel of ours.
        let channel = unsafe { (verbs.create_event_channel)() };
        if channel.is_null() {
            let error = std::io::Error::last_os_error();
            return Err(format!("the connection manager cannot be opened: {error}"));
        }
        // SAFETY: the descriptor is the channel's. A waiting read would hold up everybody.
        unsafe {
            let flags = libc::fcntl((*channel).fd, libc::F_GETFL);
            libc::fcntl((*channel).fd, libc::F_SETFL, flags | libc::O_NONBLOCK);
        }
        let mut listener = Self {
            verbs: Rc::clone(verbs),
            channel,
            ids: Vec::new(),
            listening: Vec::new(),
        };
        for port in ports {
            let problem = listener.listen(*port).err();
            listener.listening.push(Listening {
                port: *port,
                problem,
            });
        }
        let first = listener
            .listening
            .first()
            .and_then(|one| one.problem.clone());
        match first {
            Some(problem) if listener.ids.is_empty() => Err(problem),
            _ => Ok(listener),
        }
    }

    fn listen(&mut self, port: u16) -> Result<(), String> {
        let mut id = ptr::null_mut();
        // SAFETY: the channel is alive, and the id is written by the call.
        let answer =
            unsafe { (self.verbs.create_id)(self.channel, &mut id, ptr::null_mut(), PS_TCP) };
        if answer != 0 {
            return Err(format!("port {port}: {}", std::io::Error::last_os_error()));
        }
        // IPv6's "any" takes both; a box without IPv6 has the other.
        // SAFETY: addresses live through the calls, and are of the family that they say.
        let outcome = unsafe {
            let mut any6: libc::sockaddr_in6 = zeroed();
            any6.sin6_family = libc::AF_INET6 as u16;
            any6.sin6_port = port.to_be();
            let mut any4: libc::sockaddr_in = zeroed();
            any4.sin_family = libc::AF_INET as u16;
            any4.sin_port = port.to_be();
            let bound = (self.verbs.bind_addr)(id, ptr::from_mut(&mut any6).cast()) == 0
                || (self.verbs.bind_addr)(id, ptr::from_mut(&mut any4).cast()) == 0;
            bound && (self.verbs.listen)(id, BACKLOG) == 0
        };
        if !outcome {
            let error = std::io::Error::last_os_error();
            // SAFETY: made above, and without events.
            unsafe { (self.verbs.destroy_id)(id) };
            return Err(format!(
                "port {port} of RDMA cannot be listened on: {error}"
            ));
        }
        self.ids.push((id, port));
        Ok(())
    }

    pub fn fd(&self) -> c_int {
        // SAFETY: alive until the drop.
        unsafe { (*self.channel).fd }
    }

    /// The contexts that ids of this library will have.
    pub fn device_contexts(&self) -> Vec<*mut IbvContext> {
        let mut count = 0;
        // SAFETY: the list has as many, and is given back once.
        unsafe {
            let list = (self.verbs.get_devices)(&mut count);
            if list.is_null() {
                return Vec::new();
            }
            let all = std::slice::from_raw_parts(list, count as usize).to_vec();
            (self.verbs.free_devices)(list);
            all
        }
    }

    pub fn next_event(&self) -> Option<Event> {
        let mut event: *mut RdmaCmEvent = ptr::null_mut();
        // SAFETY: the channel is alive and does not wait; what is needed is copied before the event is given back,
        // which destroying its id would wait for.
        unsafe {
            if (self.verbs.get_cm_event)(self.channel, &mut event) != 0 || event.is_null() {
                return None;
            }
            let (kind, id, listen_id) = ((*event).event, (*event).id, (*event).listen_id);
            let is_request = kind == EVENT_CONNECT_REQUEST;
            let resources = if is_request {
                (*event).param.responder_resources
            } else {
                0
            };
            (self.verbs.ack_cm_event)(event);
            let port = self
                .ids
                .iter()
                .find(|(id, _)| *id == listen_id)
                .map_or(0, |(_, port)| *port);
            Some(Event {
                kind,
                id,
                responder_resources: resources,
                port,
            })
        }
    }

    /// Refuses a connect request and forgets its id.
    pub fn reject(&self, id: *mut RdmaCmId) {
        // SAFETY: the id came with a request, and nobody else has it.
        unsafe {
            (self.verbs.reject)(id, ptr::null(), 0);
            (self.verbs.destroy_id)(id);
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // SAFETY: each was made once, and none has an event that is not acknowledged.
        unsafe {
            for (id, _) in &self.ids {
                (self.verbs.destroy_id)(*id);
            }
            (self.verbs.destroy_event_channel)(self.channel);
        }
    }
}
