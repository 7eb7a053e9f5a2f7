import CKernels

/// softmax(scale q k') v for a tile of queries of one head.
///
/// Keys come in fixed blocks of 64 with a running maximum and sum, so that memory does not depend on their number and
/// each query's bits depend on nothing but the order of the keys.
func attend(_ job: UnsafePointer<hsp_attention>) {
  let job = unsafe job.pointee
  let scratch = unsafe AttentionScratch(job.scratch, depth: job.depth)
  scratch.zeros.store(Lanes.zero, 0)
  for query in 0..<job.queries { scratch.begin(query) }
  var first = 0
  while first < job.keys {
    let keys = min(keyBlock, job.keys - first)
    pack(job, scratch, first, keys)
    score(job, scratch)
    for query in 0..<job.queries { weigh(scratch, query, keys) }
    accumulate(job, scratch, keys)
    first += keyBlock
  }
  for query in 0..<job.queries { finish(job, scratch, query) }
}

let keyBlock = Int(HSP_KEY_BLOCK)
let queryTile = Int(HSP_QUERY_TILE)

/// Where the pieces of a tile's scratch lie.
struct AttentionScratch {
  let padded: Int
  /// Packed as [block of 16 keys][channel][16 keys].
  let keys: Target
  /// Packed as [block of 16 channels][key][16 channels].
  let values: Target
  /// Laid out as [query][64 keys].
  let scores: Target
  /// Laid out as [query][padded channels].
  let sums: Target
  /// Maximum and denominator of each query, 16 apart.
  let state: Target
  /// Zeros to start sums from.
  let zeros: Target

  init(_ base: UnsafeMutablePointer<Float>, depth: Int) {
    padded = (depth + 15) / 16 * 16
    keys = unsafe Target(base)
    values = keys.advanced(keyBlock * padded)
    scores = values.advanced(keyBlock * padded)
    sums = scores.advanced(queryTile * keyBlock)
    state = sums.advanced(queryTile * padded)
    zeros = state.advanced(queryTile * 16)
  }

  func begin(_ query: Int) {
    var channel = 0
    while channel < padded {
      sums.store(Lanes.zero, query * padded + channel)
      channel += 16
    }
    state.store(-.greatestFiniteMagnitude, query * 16)
    state.store(0, query * 16 + 1)
  }
}

/// Copies a block of keys with neighbouring keys in neighbouring lanes, and its values in blocks of 16 channels.
private func pack(_ job: hsp_attention, _ scratch: AttentionScratch, _ first: Int, _ count: Int) {
  for key in 0..<keyBlock {
    // Lanes beyond the last key repeat it; their weights are set to zero.
    let row = (first + min(key, count - 1)) * job.stride
    let from = unsafe Source(job.key + row)
    let block = (key / 16) * 16 * job.depth + key % 16
    for channel in 0..<job.depth { scratch.keys.store(from[channel], block + channel * 16) }
  }
  for key in 0..<count {
    let from = unsafe Source(job.value + (first + key) * job.stride)
    var channel = 0
    while channel < scratch.padded {
      let value = from.lanes(channel, count: min(16, job.depth - channel))
      scratch.values.store(value, channel * keyBlock + key * 16)
      channel += 16
    }
  }
}

/// Products of all queries with a block of keys.
private func score(_ job: hsp_attention, _ scratch: AttentionScratch) {
  for block in 0..<(keyBlock / 16) {
    product(
      pixels: job.queries, channels: job.depth, source: unsafe Source(job.query),
      stride: job.stride, weights: scratch.keys.source.advanced(block * 16 * job.depth),
      residual: nil, out: scratch.scores.advanced(block * 16), outStride: keyBlock, scratch)
  }
  for query in 0..<job.queries {
    for block in 0..<(keyBlock / 16) {
      let index = query * keyBlock + block * 16
      let scores = scratch.scores.source.lanes(index) * Lanes(repeating: job.scale)
      scratch.scores.store(scores, index)
    }
  }
}

/// Exponentiates a query's scores against its running maximum and decays what was summed under the old one.
private func weigh(_ scratch: AttentionScratch, _ query: Int, _ count: Int) {
  let scores = scratch.scores.advanced(query * keyBlock)
  let state = scratch.state.advanced(query * 16)
  let old = state.source[0]
  var highest = old
  for key in 0..<count where scores.source[key] > highest { highest = scores.source[key] }
  var sum = Lanes.zero
  for block in 0..<(keyBlock / 16) {
    var weights = exponential(scores.source.lanes(block * 16) - Lanes(repeating: highest))
    for lane in 0..<16 where block * 16 + lane >= count { weights[lane] = 0 }
    sum += weights
    scores.store(weights, block * 16)
  }
  let decay = exponential(Lanes(repeating: old - highest))
  state.store(highest, 0)
  state.store(state.source[1] * decay[0] + folded(sum), 1)
  var channel = 0
  while channel < scratch.padded {
    let index = query * scratch.padded + channel
    scratch.sums.store(scratch.sums.source.lanes(index) * decay, index)
    channel += 16
  }
}

/// The sum of the lanes, in halves: a fixed order.
@inline(__always)
private func folded(_ x: Lanes) -> Float {
  let eight = x.lowHalf + x.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two[0] + two[1]
}

/// Adds a block's weighted values to all queries' outputs.
private func accumulate(_ job: hsp_attention, _ scratch: AttentionScratch, _ count: Int) {
  var channel = 0
  while channel < scratch.padded {
    let sums = scratch.sums.advanced(channel)
    product(
      pixels: job.queries, channels: count, source: scratch.scores.source, stride: keyBlock,
      weights: scratch.values.source.advanced(channel * keyBlock),
      residual: sums.source, out: sums, outStride: scratch.padded, scratch)
    channel += 16
  }
}

/// A contraction of queries with one packed block.
private func product(
  pixels: Int, channels: Int, source: Source, stride: Int, weights: Source, residual: Source?,
  out: Target, outStride: Int, _ scratch: AttentionScratch
) {
  var tap = 0
  let format = Int32(bitPattern: HSP_FORMAT_F32.rawValue)
  // The pointer to `tap` and `job` do not leave the closures.
  unsafe withUnsafePointer(to: &tap) { taps in
    var job = unsafe hsp_contraction(
      source: source.base, taps: taps, tap_count: 1, channels: channels, pixels: pixels,
      width: pixels, pixel_stride: stride, row_stride: 0, weights: weights.base,
      start: scratch.zeros.source.base, residual: residual?.base, residual_stride: outStride,
      residual_format: format, out_format: format, out: out.base, out_stride: outStride, lanes: 16)
    unsafe withUnsafePointer(to: &job) { unsafe contract($0) }
  }
}

/// Divides by the denominator and stores a query's output.
private func finish(_ job: hsp_attention, _ scratch: AttentionScratch, _ query: Int) {
  let denominator = Lanes(repeating: scratch.state.source[query * 16 + 1])
  let target = unsafe Target(job.out + query * job.stride)
  var channel = 0
  while channel < job.depth {
    let value = scratch.sums.source.lanes(query * scratch.padded + channel) / denominator
    target.store(value, channel, count: min(16, job.depth - channel))
    channel += 16
  }
}
