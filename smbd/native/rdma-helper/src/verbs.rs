//! What is used of libibverbs and librdmacm, opened at run time: the helper starts, and says why there is no RDMA,
//! on a box that has neither. The layouts are those of the libraries' stable interface (IBVERBS_1.1, RDMACM_1.0)
//! on 64-bit machines; `layout` in the tests holds them to the sizes and offsets of rdma-core's headers.

use std::ffi::{CStr, c_char, c_int, c_void};

macro_rules! opaque {
    ($($name:ident),*) => { $(
        #[repr(C)]
        pub struct $name { _private: [u8; 0] }
    )* };
}
opaque!(IbvPd, IbvSrq);

/// The head of a context: its table of functions, of which four are used.
#[repr(C)]
pub struct IbvContext {
    pub device: *mut IbvDevice,
    before_poll: [*mut c_void; 11],
    pub poll_cq: unsafe extern "C" fn(*mut IbvCq, c_int, *mut IbvWc) -> c_int,
    pub req_notify_cq: unsafe extern "C" fn(*mut IbvCq, c_int) -> c_int,
    between: [*mut c_void; 12],
    pub post_send: unsafe extern "C" fn(*mut IbvQp, *mut IbvSendWr, *mut *mut IbvSendWr) -> c_int,
    pub post_recv: unsafe extern "C" fn(*mut IbvQp, *mut IbvRecvWr, *mut *mut IbvRecvWr) -> c_int,
}

#[repr(C)]
pub struct IbvDevice {
    ops: [*mut c_void; 2],
    pub node_type: c_int,
    pub transport_type: c_int,
    pub name: [c_char; 64],
}

impl IbvDevice {
    pub fn name(&self) -> String {
        // SAFETY: the library ends the name with a NUL within its 64 bytes.
        unsafe { CStr::from_ptr(self.name.as_ptr()) }
            .to_string_lossy()
            .into_owned()
    }
}

#[repr(C)]
pub struct IbvQp {
    pub context: *mut IbvContext,
}

#[repr(C)]
pub struct IbvCq {
    pub context: *mut IbvContext,
}

#[repr(C)]
pub struct IbvCompChannel {
    pub context: *mut IbvContext,
    pub fd: c_int,
}

#[repr(C)]
pub struct IbvMr {
    context: *mut IbvContext,
    pd: *mut IbvPd,
    addr: *mut c_void,
    length: usize,
    handle: u32,
    pub lkey: u32,
    pub rkey: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct IbvSge {
    pub addr: u64,
    pub length: u32,
    pub lkey: u32,
}

#[repr(C)]
pub struct IbvSendWr {
    pub wr_id: u64,
    pub next: *mut IbvSendWr,
    pub sg_list: *mut IbvSge,
    pub num_sge: c_int,
    pub opcode: c_int,
    pub send_flags: u32,
    /// The token of a Send with Invalidate.
    pub invalidate_rkey: u32,
    pub remote_addr: u64,
    pub rkey: u32,
    rest: [u8; 76],
}

impl IbvSendWr {
    /// Of one part, which is put in when the request is posted.
    pub fn new(wr_id: u64, opcode: c_int) -> Self {
        Self {
            wr_id,
            next: std::ptr::null_mut(),
            sg_list: std::ptr::null_mut(),
            num_sge: 1,
            opcode,
            send_flags: SEND_SIGNALED,
            invalidate_rkey: 0,
            remote_addr: 0,
            rkey: 0,
            rest: [0; 76],
        }
    }
}

#[repr(C)]
pub struct IbvRecvWr {
    pub wr_id: u64,
    pub next: *mut IbvRecvWr,
    pub sg_list: *mut IbvSge,
    pub num_sge: c_int,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct IbvWc {
    pub wr_id: u64,
    pub status: c_int,
    pub opcode: c_int,
    pub vendor_err: u32,
    pub byte_len: u32,
    pub imm_data: u32,
    pub qp_num: u32,
    pub src_qp: u32,
    pub wc_flags: u32,
    rest: [u8; 8],
}

#[repr(C)]
pub struct IbvQpInitAttr {
    pub qp_context: *mut c_void,
    pub send_cq: *mut IbvCq,
    pub recv_cq: *mut IbvCq,
    pub srq: *mut IbvSrq,
    pub max_send_wr: u32,
    pub max_recv_wr: u32,
    pub max_send_sge: u32,
    pub max_recv_sge: u32,
    pub max_inline_data: u32,
    pub qp_type: c_int,
    pub sq_sig_all: c_int,
    _padding: u32,
}

impl IbvQpInitAttr {
    pub fn new(
        send_cq: *mut IbvCq,
        max_send_wr: u32,
        recv_cq: *mut IbvCq,
        max_recv_wr: u32,
    ) -> Self {
        Self {
            qp_context: std::ptr::null_mut(),
            send_cq,
            recv_cq,
            srq: std::ptr::null_mut(),
            max_send_wr,
            max_recv_wr,
            max_send_sge: 1,
            max_recv_sge: 1,
            max_inline_data: 0,
            qp_type: QPT_RC,
            sq_sig_all: 1,
            _padding: 0,
        }
    }
}

/// Of 232 bytes those that are asked for.
#[repr(C)]
pub struct IbvDeviceAttr {
    before: [u8; 112],
    pub max_qp_wr: c_int,
    device_cap_flags: u32,
    max_sge: [c_int; 2],
    max_cq: c_int,
    pub max_cqe: c_int,
    max_mr_pd: [c_int; 2],
    pub max_qp_rd_atom: c_int,
    max_ee_res: [c_int; 2],
    pub max_qp_init_rd_atom: c_int,
    after: [u8; 72],
}

impl IbvDeviceAttr {
    pub fn zeroed() -> Self {
        // SAFETY: integers only, for which zeros are values.
        unsafe { std::mem::zeroed() }
    }
}

#[repr(C)]
pub struct RdmaEventChannel {
    pub fd: c_int,
}

#[repr(C)]
pub struct RdmaCmId {
    pub verbs: *mut IbvContext,
    pub channel: *mut RdmaEventChannel,
    pub context: *mut c_void,
    pub qp: *mut IbvQp,
    pub src_addr: libc::sockaddr_storage,
    pub dst_addr: libc::sockaddr_storage,
}

#[repr(C)]
pub struct RdmaCmEvent {
    pub id: *mut RdmaCmId,
    pub listen_id: *mut RdmaCmId,
    pub event: c_int,
    pub status: c_int,
    pub param: RdmaConnParam,
    rest: [u8; 32],
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct RdmaConnParam {
    pub private_data: *const c_void,
    pub private_data_len: u8,
    /// Reads that the other side may have under way towards this one.
    pub responder_resources: u8,
    /// Reads that this side may have under way.
    pub initiator_depth: u8,
    pub flow_control: u8,
    pub retry_count: u8,
    pub rnr_retry_count: u8,
    pub srq: u8,
    pub qp_num: u32,
}

pub const TRANSPORT_IWARP: c_int = 1;
pub const QPT_RC: c_int = 2;
pub const ACCESS_LOCAL_WRITE: c_int = 1;
const SEND_SIGNALED: u32 = 2;
pub const WR_RDMA_WRITE: c_int = 0;
pub const WR_SEND: c_int = 2;
pub const WR_RDMA_READ: c_int = 4;
pub const WR_SEND_WITH_INV: c_int = 9;
pub const WC_SUCCESS: c_int = 0;
pub const PS_TCP: c_int = 0x0106;
pub const EVENT_CONNECT_REQUEST: c_int = 4;
pub const EVENT_CONNECT_ERROR: c_int = 6;
pub const EVENT_UNREACHABLE: c_int = 7;
pub const EVENT_REJECTED: c_int = 8;
pub const EVENT_ESTABLISHED: c_int = 9;
pub const EVENT_DISCONNECTED: c_int = 10;
pub const EVENT_DEVICE_REMOVAL: c_int = 11;
pub const EVENT_TIMEWAIT_EXIT: c_int = 15;

macro_rules! functions {
    ($table:ident: $($library:ident { $($symbol:ident as $name:ident: fn($($argument:ty),*) $(-> $result:ty)?;)* })*) => {
        /// Functions of the libraries.
        pub struct $table {
            $($(pub $name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*)*
        }

        impl $table {
            /// The name of what is missing where they cannot be opened.
            pub fn open() -> Result<Self, String> {
                $(let $library = library(stringify!($library))?;)*
                Ok(Self {
                    // SAFETY: the symbol is the function that rdma-core's header declares with this type.
                    $($($name: unsafe { std::mem::transmute::<*mut c_void, _>(
                        symbol($library, concat!(stringify!($symbol), "\0"))?) },)*)*
                })
            }
        }
    };
}

functions! {
    Verbs:
    ibverbs {
        ibv_alloc_pd as alloc_pd: fn(*mut IbvContext) -> *mut IbvPd;
        ibv_dealloc_pd as dealloc_pd: fn(*mut IbvPd) -> c_int;
        ibv_reg_mr as reg_mr: fn(*mut IbvPd, *mut c_void, usize, c_int) -> *mut IbvMr;
        ibv_dereg_mr as dereg_mr: fn(*mut IbvMr) -> c_int;
        ibv_create_comp_channel as create_comp_channel: fn(*mut IbvContext) -> *mut IbvCompChannel;
        ibv_destroy_comp_channel as destroy_comp_channel: fn(*mut IbvCompChannel) -> c_int;
        ibv_create_cq as create_cq: fn(*mut IbvContext, c_int, *mut c_void, *mut IbvCompChannel, c_int) -> *mut IbvCq;
        ibv_destroy_cq as destroy_cq: fn(*mut IbvCq) -> c_int;
        ibv_get_cq_event as get_cq_event: fn(*mut IbvCompChannel, *mut *mut IbvCq, *mut *mut c_void) -> c_int;
        ibv_ack_cq_events as ack_cq_events: fn(*mut IbvCq, u32);
        ibv_query_device as query_device: fn(*mut IbvContext, *mut IbvDeviceAttr) -> c_int;
    }
    rdmacm {
        rdma_create_event_channel as create_event_channel: fn() -> *mut RdmaEventChannel;
        rdma_destroy_event_channel as destroy_event_channel: fn(*mut RdmaEventChannel);
        rdma_create_id as create_id: fn(*mut RdmaEventChannel, *mut *mut RdmaCmId, *mut c_void, c_int) -> c_int;
        rdma_destroy_id as destroy_id: fn(*mut RdmaCmId) -> c_int;
        rdma_bind_addr as bind_addr: fn(*mut RdmaCmId, *mut libc::sockaddr) -> c_int;
        rdma_listen as listen: fn(*mut RdmaCmId, c_int) -> c_int;
        rdma_get_cm_event as get_cm_event: fn(*mut RdmaEventChannel, *mut *mut RdmaCmEvent) -> c_int;
        rdma_ack_cm_event as ack_cm_event: fn(*mut RdmaCmEvent) -> c_int;
        rdma_create_qp as create_qp: fn(*mut RdmaCmId, *mut IbvPd, *mut IbvQpInitAttr) -> c_int;
        rdma_destroy_qp as destroy_qp: fn(*mut RdmaCmId);
        rdma_accept as accept: fn(*mut RdmaCmId, *mut RdmaConnParam) -> c_int;
        rdma_reject as reject: fn(*mut RdmaCmId, *const c_void, u8) -> c_int;
        rdma_disconnect as disconnect: fn(*mut RdmaCmId) -> c_int;
        rdma_get_devices as get_devices: fn(*mut c_int) -> *mut *mut IbvContext;
        rdma_free_devices as free_devices: fn(*mut *mut IbvContext);
    }
}

pub fn library(name: &str) -> Result<*mut c_void, String> {
    let file = format!("lib{name}.so.1");
    let path = format!("{file}\0");
    // SAFETY: the path ends with a NUL; the library stays open for the life of the process.
    let handle = unsafe { libc::dlopen(path.as_ptr().cast(), libc::RTLD_NOW) };
    if handle.is_null() {
        Err(format!("{file} is not installed"))
    } else {
        Ok(handle)
    }
}

pub fn symbol(library: *mut c_void, name: &str) -> Result<*mut c_void, String> {
    // SAFETY: the library is open, and the name ends with a NUL.
    let found = unsafe { libc::dlsym(library, name.as_ptr().cast()) };
    let plain = name.trim_end_matches('\0');
    if found.is_null() {
        Err(format!("rdma-core lacks {plain}"))
    } else {
        Ok(found)
    }
}

/// The address in a sockaddr and its port.
pub fn address_of(storage: &libc::sockaddr_storage) -> (String, u16) {
    match i32::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that it is one.
            let v4 = unsafe { &*std::ptr::from_ref(storage).cast::<libc::sockaddr_in>() };
            let address = std::net::Ipv4Addr::from(u32::from_be(v4.sin_addr.s_addr));
            (address.to_string(), u16::from_be(v4.sin_port))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v6 = unsafe { &*std::ptr::from_ref(storage).cast::<libc::sockaddr_in6>() };
            let address = std::net::Ipv6Addr::from(v6.sin6_addr.s6_addr);
            let plain = match address.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => address.to_string(),
            };
            (plain, u16::from_be(v6.sin6_port))
        }
        _ => (String::new(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::{offset_of, size_of};

    #[test]
    fn layout() {
        assert_eq!(offset_of!(IbvContext, poll_cq), 8 + 88);
        assert_eq!(offset_of!(IbvContext, req_notify_cq), 8 + 96);
        assert_eq!(offset_of!(IbvContext, post_send), 8 + 200);
        assert_eq!(offset_of!(IbvContext, post_recv), 8 + 208);
        assert_eq!(
            (
                offset_of!(IbvDevice, node_type),
                offset_of!(IbvDevice, name)
            ),
            (16, 24)
        );
        assert_eq!((offset_of!(IbvMr, lkey), offset_of!(IbvMr, rkey)), (36, 40));
        assert_eq!(offset_of!(IbvCompChannel, fd), 8);
        assert_eq!((size_of::<IbvWc>(), offset_of!(IbvWc, byte_len)), (48, 20));
        assert_eq!(offset_of!(IbvWc, wc_flags), 36);
        assert_eq!(size_of::<IbvSendWr>(), 128);
        assert_eq!(
            (
                offset_of!(IbvSendWr, opcode),
                offset_of!(IbvSendWr, send_flags)
            ),
            (28, 32)
        );
        assert_eq!(offset_of!(IbvSendWr, invalidate_rkey), 36);
        assert_eq!(
            (
                offset_of!(IbvSendWr, remote_addr),
                offset_of!(IbvSendWr, rkey)
            ),
            (40, 48)
        );
        assert_eq!((size_of::<IbvRecvWr>(), size_of::<IbvSge>()), (32, 16));
        assert_eq!(size_of::<IbvQpInitAttr>(), 64);
        assert_eq!(offset_of!(IbvQpInitAttr, max_send_wr), 32);
        assert_eq!(offset_of!(IbvQpInitAttr, qp_type), 52);
        assert_eq!(size_of::<IbvDeviceAttr>(), 232);
        assert_eq!(offset_of!(IbvDeviceAttr, max_cqe), 132);
        assert_eq!(offset_of!(IbvDeviceAttr, max_qp_rd_atom), 144);
        assert_eq!(offset_of!(IbvDeviceAttr, max_qp_init_rd_atom), 156);
        assert_eq!(
            (
                offset_of!(RdmaCmId, src_addr),
                offset_of!(RdmaCmId, dst_addr)
            ),
            (32, 160)
        );
        assert_eq!(
            (size_of::<RdmaCmEvent>(), offset_of!(RdmaCmEvent, param)),
            (80, 24)
        );
        assert_eq!(
            (
                size_of::<RdmaConnParam>(),
                offset_of!(RdmaConnParam, qp_num)
            ),
            (24, 16)
        );
    }
}
