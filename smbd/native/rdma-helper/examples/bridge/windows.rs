//! Memory windows: keys of parts of the client's memory, which the server's Send with Invalidate takes back. A key of the
//! whole memory is taken back by nobody: devices void windows, and what a kernel registers for itself.

use std::collections::HashSet;
use std::ffi::{c_int, c_void};
use std::mem::offset_of;
use std::ptr;

use crate::queues::Queues;
use crate::region::Region;
use crate::verbs::{IbvContext, IbvMr, IbvPd, IbvWc};

/// Memory is registered with it where windows are to be bound to it.
pub const ACCESS_MW_BIND: c_int = 1 << 4;
const MW_TYPE_2: c_int = 2;
const WR_BIND_MW: c_int = 8;
const SEND_SIGNALED: u32 = 2;
const KIND_BIND: u64 = 3 << 32;
/// The last byte of a key is its user's, who changes it with each binding.
const KEY_OF_USER: u32 = 0xff;
const WC_WITH_INV: u32 = 1 << 3;
/// Soft-RoCE passes on the kernel's own flag. Here it says that a checksum is right, which no device says of an RC queue pair.
const WC_WITH_INV_OF_KERNEL: u32 = 1 << 2;

#[repr(C)]
struct IbvMw {
    context: *mut IbvContext,
    pd: *mut IbvPd,
    rkey: u32,
    handle: u32,
    kind: c_int,
}

/// A request to the device, of the length of all of them.
#[repr(C)]
struct BindRequest {
    wr_id: u64,
    next: *mut c_void,
    sg_list: *mut c_void,
    num_sge: c_int,
    opcode: c_int,
    send_flags: u32,
    before: [u8; 44],
    window: *mut IbvMw,
    rkey: u32,
    memory: *mut IbvMr,
    address: u64,
    length: u64,
    access: u32,
}

/// Where these two stand in the device's table of functions, before the poll.
type Allocate = unsafe extern "C" fn(*mut IbvPd, c_int) -> *mut IbvMw;
type Free = unsafe extern "C" fn(*mut IbvMw) -> c_int;
const ALLOCATE_BEFORE_POLL: usize = 4;
const FREE_BEFORE_POLL: usize = 2;

/// They go before the memory that they are bound to, and before the queue pair.
#[derive(Default)]
pub struct Windows {
    made: Vec<*mut IbvMw>,
    /// Keys that hold.
    bound: HashSet<u32>,
    /// Those that the device has not said to be bound.
    awaited_count: usize,
}

impl Windows {
    /// Asks the device for a window on a part of the memory. Its key holds as soon as the completion is there.
    pub fn open(
        &mut self,
        queues: &Queues,
        memory: &Region,
        (at, length): (usize, usize),
        access: c_int,
    ) -> Result<(), String> {
        if length == 0 || at + length > memory.length() {
            return Err("a window outside of the memory".into());
        }
        let context = queues.device.context;
        // SAFETY: the table of functions follows the context's first field and is as long as its users know it to be; the
        // domain is alive. The device's library takes a copy of the request, which lives through the call.
        unsafe {
            let allocate = *function::<Option<Allocate>>(context, ALLOCATE_BEFORE_POLL);
            let allocate = allocate.ok_or("the device has no windows")?;
            let window = allocate(queues.device.domain.pd, MW_TYPE_2);
            if window.is_null() {
                return Err(crate::queues::failed("a window"));
            }
            self.made.push(window);
            let rkey = (*window).rkey & !KEY_OF_USER | ((*window).rkey + 1) & KEY_OF_USER;
            let mut request = BindRequest {
                wr_id: KIND_BIND | u64::from(rkey),
                next: ptr::null_mut(),
                sg_list: ptr::null_mut(),
                num_sge: 0,
                opcode: WR_BIND_MW,
                send_flags: SEND_SIGNALED,
                before: [0; 44],
                window,
                rkey,
                memory: memory.registration,
                address: memory.address(at),
                length: length as u64,
                access: access as u32,
            };
            let queue_pair = (*queues.cm_id).qp;
            let mut bad = ptr::null_mut();
            let post = (*(*queue_pair).context).post_send;
            if post(queue_pair, (&raw mut request).cast(), &mut bad) != 0 {
                return Err(crate::queues::failed("the binding of a window"));
            }
            self.bound.insert(rkey);
        }
        self.awaited_count += 1;
        Ok(())
    }

    pub fn opened(&mut self) {
        self.awaited_count -= 1;
    }

    pub fn are_awaited(&self) -> bool {
        self.awaited_count > 0
    }

    /// The key that the message of this completion took back.
    pub fn invalidated(&mut self, completion: &IbvWc) -> Option<u32> {
        let key = completion.imm_data;
        let is_told = completion.wc_flags & (WC_WITH_INV | WC_WITH_INV_OF_KERNEL) != 0;
        (is_told && self.bound.remove(&key)).then_some(key)
    }
}

impl Drop for Windows {
    fn drop(&mut self) {
        for window in self.made.drain(..) {
            // SAFETY: made once, by a device whose context is open as long as the process lives.
            unsafe { (*function::<Free>((*window).context, FREE_BEFORE_POLL))(window) };
        }
    }
}

/// A place in the table of functions, which follows the context's first field.
fn function<T>(context: *mut IbvContext, before_poll: usize) -> *const T {
    let at = offset_of!(IbvContext, poll_cq) - before_poll * size_of::<*const c_void>();
    context.cast_const().wrapping_byte_add(at).cast()
}

const _: () = {
    assert!(size_of::<BindRequest>() == 128);
    assert!(offset_of!(BindRequest, window) == 80);
    assert!(offset_of!(BindRequest, memory) == 96);
    assert!(offset_of!(BindRequest, access) == 120);
    assert!(offset_of!(IbvMw, rkey) == 16);
};
