use crate::argument::{answer, raw_fd, unsigned, whole};
use crate::bytes::Numbers;
use napi_derive::napi;
use rustix::io::Errno;

/// What one user (kind 0) or group (kind 1) may take on the file system of a descriptor, and takes:
/// hard and soft limit, and use, in bytes; a limit of zero is none.
///
/// It takes no path to a device, which the root of a share has not got: Linux 5.14. To be told of
/// anybody but oneself takes CAP_SYS_ADMIN.
#[napi(catch_unwind)]
pub fn quota(descriptor: f64, kind: f64, id: f64, slots: Numbers) -> f64 {
    answer((|| {
        let slots = slots.slice().get_mut(..3).ok_or(Errno::INVAL)?;
        let descriptor = raw_fd(descriptor)?;
        let kind = whole(kind, 1.0)? as i32;
        let id = unsigned(id)?;
        // SAFETY: numbers alone, for which all zeros are a value.
        let mut found: libc::dqblk = unsafe { std::mem::zeroed() };
        // SAFETY: the kernel writes one dqblk, which lives through the call, and keeps nothing.
        let result = unsafe {
            libc::syscall(
                libc::SYS_quotactl_fd,
                descriptor,
                libc::QCMD(libc::Q_GETQUOTA, kind),
                id,
                &raw mut found,
            )
        };
        if result != 0 {
            return Err(last());
        }
        slots.copy_from_slice(&[
            found.dqb_bhardlimit as f64 * LIMIT_UNIT_BYTES,
            found.dqb_bsoftlimit as f64 * LIMIT_UNIT_BYTES,
            found.dqb_curspace as f64,
        ]);
        Ok(0.0)
    })())
}

/// quotactl(2): limits are counted in units of their own, use in bytes.
const LIMIT_UNIT_BYTES: f64 = 1024.0;

fn last() -> Errno {
    let raw = std::io::Error::last_os_error().raw_os_error();
    Errno::from_raw_os_error(raw.unwrap_or(libc::EIO))
}

/// Without CAP_SYS_RESOURCE, which takes its bearer past the limits of quotas: those that the files' owners have
/// hold for us then. Of the calling thread and those that it starts from then on; another gets it in no way back.
#[napi(catch_unwind)]
pub fn obey_quotas() -> f64 {
    answer((|| {
        let mut header = CapabilityHeader {
            version: CAPABILITY_VERSION_3,
            pid: 0,
        };
        let mut sets = [CapabilitySet::default(); 2];
        // SAFETY: the kernel reads the header and writes two sets, which is what this version has.
        let got = unsafe { libc::syscall(libc::SYS_capget, &raw mut header, sets.as_mut_ptr()) };
        if got != 0 {
            return Err(last());
        }
        for set in [&mut sets[0].effective, &mut sets[0].permitted, &mut sets[0].inheritable] {
            *set &= !(1 << CAP_SYS_RESOURCE);
        }
        // SAFETY: the kernel reads both.
        let put = unsafe { libc::syscall(libc::SYS_capset, &raw mut header, sets.as_ptr()) };
        if put != 0 {
            return Err(last());
        }
        Ok(0.0)
    })())
}

#[repr(C)]
struct CapabilityHeader {
    version: u32,
    pid: i32,
}

#[repr(C)]
#[derive(Default, Clone, Copy)]
struct CapabilitySet {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

const CAPABILITY_VERSION_3: u32 = 0x2008_0522;
const CAP_SYS_RESOURCE: u32 = 24;
