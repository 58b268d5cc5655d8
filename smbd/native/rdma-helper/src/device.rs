//! A device that connections came in by, and what all of them share of it.

use std::rc::Rc;

use crate::region::{Mapping, Region};
use crate::verbs::{IbvContext, IbvDeviceAttr, IbvPd, TRANSPORT_IWARP, Verbs};

pub struct Device {
    pub verbs: Rc<Verbs>,
    pub context: *mut IbvContext,
    pub name: String,
    pub is_iwarp: bool,
    /// Where the engine reads and writes file data.
    pub slabs: Region,
    pub domain: Rc<Domain>,
    pub queue_length_max: u32,
    pub completion_count_max: u32,
    /// Reads that this side may have under way on one connection.
    pub reads_max: u8,
}

/// A protection domain; it outlives all that was made in it.
pub struct Domain {
    verbs: Rc<Verbs>,
    pub pd: *mut IbvPd,
}

impl Drop for Domain {
    fn drop(&mut self) {
        // SAFETY: allocated once; whoever used it holds an Rc.
        unsafe { (self.verbs.dealloc_pd)(self.pd) };
    }
}

impl Device {
    pub fn open(
        verbs: &Rc<Verbs>,
        context: *mut IbvContext,
        slabs: &Rc<Mapping>,
    ) -> Result<Self, String> {
        let mut attributes = IbvDeviceAttr::zeroed();
        // SAFETY: librdmacm keeps the contexts of all devices open for the life of the process.
        let (name, transport, answer, pd) = unsafe {
            let device = &*(*context).device;
            let answer = (verbs.query_device)(context, &mut attributes);
            (
                device.name(),
                device.transport_type,
                answer,
                (verbs.alloc_pd)(context),
            )
        };
        if pd.is_null() || answer != 0 {
            return Err(format!(
                "{name} cannot be used: {}",
                std::io::Error::last_os_error()
            ));
        }
        let domain = Rc::new(Domain {
            verbs: Rc::clone(verbs),
            pd,
        });
        let slabs =
            Region::register(verbs, pd, slabs).map_err(|error| format!("{name}: {error}"))?;
        let depth = attributes
            .max_qp_rd_atom
            .min(attributes.max_qp_init_rd_atom);
        Ok(Self {
            verbs: Rc::clone(verbs),
            context,
            name,
            is_iwarp: transport == TRANSPORT_IWARP,
            slabs,
            domain,
            queue_length_max: u32::try_from(attributes.max_qp_wr).unwrap_or(0),
            completion_count_max: u32::try_from(attributes.max_cqe).unwrap_or(0),
            reads_max: depth.clamp(1, 16) as u8,
        })
    }
}
