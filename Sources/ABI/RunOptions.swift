import CHSpace
import Container
import Diffusion

/// A run's options, the defaults when none are given, and its callbacks.
func runOptions(
  _ given: UnsafePointer<hsp_run_options>?
) throws(Failure) -> (RunOptions, CallbackObserver) {
  let options = try unsafe complete(given)
  var result = RunOptions()
  guard let convention = unsafe StepConvention(rawValue: options.convention) else {
    throw unsafe Failure(
      HSP_ERROR_ARGUMENT, "this step convention is not known", value: Int64(options.convention))
  }
  guard let variance = unsafe StepVariance(rawValue: options.variance) else {
    throw unsafe Failure(
      HSP_ERROR_ARGUMENT, "this kind of variance is not known", value: Int64(options.variance))
  }
  guard let chain = unsafe ChainKind(rawValue: options.chain) else {
    throw unsafe Failure(
      HSP_ERROR_ARGUMENT, "this way to noise a picture is not known", value: Int64(options.chain))
  }
  guard unsafe options.reserved == 0 else { throw .argument("a reserved field is not 0") }
  result.convention = convention
  result.variance = variance
  result.chain = chain
  unsafe result.flags = options.flags
  unsafe result.steps = Int(options.steps)
  unsafe result.skip = Int(options.skip)
  unsafe result.t0 = Int(options.t0)
  unsafe result.tEdit = Int(options.t_edit)
  unsafe result.tBoost = Int(options.t_boost)
  unsafe result.eta = options.eta
  unsafe result.seed = options.seed
  result.etas = try unsafe etas(options)
  return unsafe (result, CallbackObserver(options))
}

/// The caller's options, and the defaults of those that the caller's header has not.
private func complete(
  _ given: UnsafePointer<hsp_run_options>?
) throws(Failure) -> hsp_run_options {
  var options = unsafe hsp_run_options()
  unsafe hsp_run_options_init(&options)
  guard let given = unsafe given else { return unsafe options }
  let size = unsafe given.pointee.struct_size
  // Ten numbers and six pointers in the first version.
  try checkSize(size, atLeast: 40 + 6 * MemoryLayout<Int>.size)
  unsafe withUnsafeMutableBytes(of: &options) { bytes in
    // Both structs have so many bytes.
    unsafe bytes.baseAddress?.copyMemory(
      from: given, byteCount: Int(min(size, UInt32(bytes.count))))
  }
  return unsafe options
}

/// The caller's eta of each step, readable during the call.
private func etas(_ options: hsp_run_options) throws(Failure) -> Slice<Float>? {
  guard let etas = unsafe options.etas else {
    guard unsafe options.eta_count == 0 else {
      throw .argument("etas is NULL and eta_count is not 0")
    }
    return nil
  }
  // A size_t beyond the largest Int arrives as a negative number; the run compares it with its steps.
  guard unsafe options.eta_count > 0 else { throw .argument("there are etas, and eta_count is 0") }
  return unsafe Slice(base: UnsafeMutablePointer(mutating: etas), count: options.eta_count)
}
