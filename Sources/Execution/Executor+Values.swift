import CKernels
import Container
import Program

extension Executor {
  /// The floats of a value in single precision, channels last.
  package func value(_ index: Int) -> Slice<Float> {
    precondition(plan.formats[index] == .float32)
    // The plan placed the value inside the arena.
    return unsafe Slice(
      base: (values + plan.offset(ofValue: index)).assumingMemoryBound(to: Float.self),
      count: plan.extents[index].count)
  }

  /// Where a value lies, in whatever format.
  func place(_ value: Int, again: Bool = false) -> Place {
    let offset = plan.offset(ofValue: value, again ? .again : .own)
    // The plan placed the value inside the arena.
    return unsafe Place(base: values + offset, format: plan.formats[value])
  }

  /// Pixels of a source of a step from number `first` on, for kernels that read every format.
  func pixels(_ step: PlanStep, isSecond: Bool, from first: Int) -> hsp_pixels {
    let value = Int(isSecond ? step.b : step.a)
    let extents = plan.extents[value]
    let channels = Int(extents.channels)
    let copy = isSecond ? step.copyB : step.copyA
    guard copy == .packed else {
      let place = place(value, again: copy == .again)
      return unsafe hsp_pixels(
        base: place.advanced(first * channels), scales: nil, stride: channels,
        format: place.format.rawValue)
    }
    // The plan placed the copy inside the arena.
    let base = unsafe values + plan.offset(ofValue: value, .packed)
    let scales = unsafe (base + Plan.packedIntegers(extents)).assumingMemoryBound(to: Float.self)
    return unsafe hsp_pixels(
      base: base + first * channels, scales: scales + first, stride: channels,
      format: StorageFormat.int8.rawValue)
  }

  /// Packs a row of a step's source.
  func pack(_ step: PlanStep, row: Int) {
    let extents = plan.extents[Int(step.a)]
    let first = row * Int(extents.width)
    let base = unsafe values + plan.offset(ofValue: Int(step.a), .packed)
    let scales = unsafe (base + Plan.packedIntegers(extents)).assumingMemoryBound(to: Float.self)
    var job = unsafe hsp_packing(
      source: pixels(step, isSecond: false, from: first), pixels: Int(extents.width),
      channels: Int(extents.channels),
      out: base.assumingMemoryBound(to: Int8.self) + first * Int(extents.channels),
      scales: scales + first)
    // Source and copy have this row.
    unsafe kernels.pack(&job)
  }
}
