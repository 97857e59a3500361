/** Ids of KVM_MEMORY_ENCRYPT_OP. Source: include/uapi/linux/kvm.h, enum sev_cmd_id. */
export const SEV_COMMAND_ID = {
  INIT: 0,
  ES_INIT: 1,
  LAUNCH_START: 2,
  LAUNCH_UPDATE_DATA: 3,
  LAUNCH_UPDATE_VMSA: 4,
  LAUNCH_SECRET: 5,
  LAUNCH_MEASURE: 6,
  LAUNCH_FINISH: 7,
  SEND_START: 8,
  SEND_UPDATE_DATA: 9,
  SEND_UPDATE_VMSA: 10,
  SEND_FINISH: 11,
  RECEIVE_START: 12,
  RECEIVE_UPDATE_DATA: 13,
  RECEIVE_UPDATE_VMSA: 14,
  RECEIVE_FINISH: 15,
  GUEST_STATUS: 16,
  DBG_DECRYPT: 17,
  DBG_ENCRYPT: 18,
  CERT_EXPORT: 19,
  GET_ATTESTATION_REPORT: 20,
  SEND_CANCEL: 21,
  INIT2: 22,
  SNP_LAUNCH_START: 100,
  SNP_LAUNCH_UPDATE: 101,
  SNP_LAUNCH_FINISH: 102,
} as const;

/** Bytes of the structures that cross into KVM on x86-64. Source: include/uapi/linux/kvm.h. */
export const SEV_STRUCT_BYTES = {
  kvm_sev_cmd: 24,
  kvm_sev_send_start: 72,
  kvm_sev_send_update_data: 48,
  kvm_sev_receive_start: 40,
  kvm_sev_receive_update_data: 48,
} as const;
