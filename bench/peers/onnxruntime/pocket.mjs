// The shipped model in as few lines as its graphs allow: no progress, no cancelling, no previews, no file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ort from 'onnxruntime-node'
import { readNpy } from './npy.mjs'

const shift = 2, side = 8, window = 32, secondsOf = since => (performance.now() - since) / 1000

export class Pocket {
    /** @param spinning whether threads spin for their next work: ONNX Runtime's default is that they do */
    static async load(folder, threads, spinning) {
        const pocket = new Pocket()
        const options = {
            intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
            ...(spinning ? {} : { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
        }
        for (const graph of ['text_encoder', 'transformer', 'vae_decoder'])
            pocket[graph] = await ort.InferenceSession.create(join(folder, graph, 'model.onnx'), options)
        const vae = JSON.parse(readFileSync(join(folder, 'vae_decoder', 'config.json'), 'utf8'))
        Object.assign(pocket, { mean: vae.latents_mean, deviation: vae.latents_std })
        return pocket
    }

    /** @param ids of the prompt and the negative prompt, `window` each */
    async encode(ids) {
        const batch = ids.length / window
        const input_ids = new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), [batch, window])
        const states = (await this.text_encoder.run({ input_ids })).last_hidden_state
        const mask = new ort.Tensor('int64', BigInt64Array.from(ids, id => (id === 0 ? 0n : 1n)), [batch, window])
        return { batch, states, mask }
    }

    /** From noise [1, 16, ...size] to latents, in place. */
    async denoise(latents, size, known, { batch, states, mask }, steps, guidance) {
        const count = latents.length
        const both = new Float32Array(batch * count), condition = new Float32Array(batch * known.length), time = new Float32Array(batch)
        for (let b = 0; b < batch; b++) condition.set(known, b * known.length)
        const feeds = {
            hidden_states: new ort.Tensor('float32', both, [batch, 16, ...size]),
            condition: new ort.Tensor('float32', condition, [batch, 17, ...size]),
            timestep: new ort.Tensor('float32', time, [batch]),
            encoder_hidden_states: states,
            encoder_attention_mask: mask,
        }
        const out = new ort.Tensor('float32', new Float32Array(batch * count), [batch, 16, ...size]), v = out.data
        const sigma = i => { const u = 1 - i / steps; return (shift * u) / (1 + (shift - 1) * u) }
        for (let i = 0; i < steps; i++) {
            for (let b = 0; b < batch; b++) both.set(latents, b * count)
            time.fill(1000 * sigma(i))
            await this.transformer.run(feeds, { out_hidden_states: out })
            const change = sigma(i + 1) - sigma(i)
            if (batch === 2) for (let n = 0; n < count; n++) latents[n] += change * (v[count + n] + guidance * (v[n] - v[count + n]))
            else for (let n = 0; n < count; n++) latents[n] += change * v[n]
        }
        return latents
    }

    /** Frames [3, F, H, W], flat. */
    async decode(latents, size) {
        const plane = latents.length / 16
        const raw = latents.map((value, n) => { const c = Math.floor(n / plane); return value * this.deviation[c] + this.mean[c] })
        return (await this.vae_decoder.run({ latent_sample: new ort.Tensor('float32', raw, [1, 16, ...size]) })).sample.data
    }

    /** Frames in memory, and how long each part took, in seconds. */
    async clip({ ids, frames, steps, guidance }) {
        const start = performance.now(), processor = process.cpuUsage(), size = [(frames - 1) / 4 + 1, side, side]
        const prompts = await this.encode(ids), text_s = secondsOf(start)
        const noise = normal(16 * size[0] * side * side), begun = performance.now()
        const latents = await this.denoise(noise, size, new Float32Array((noise.length / 16) * 17), prompts, steps, guidance)
        const denoiser_s = secondsOf(begun), denoised = performance.now()
        const sample = await this.decode(latents, size), vae_s = secondsOf(denoised)
        const rgb = new Uint8Array(sample.length), plane = sample.length / 3
        for (let c = 0; c < 3; c++)
            for (let n = 0; n < plane; n++) rgb[3 * n + c] = (Math.min(1, Math.max(-1, sample[c * plane + n])) + 1) * 127.5 + 0.5
        const whole_s = secondsOf(start), { user, system } = process.cpuUsage(processor)
        return {
            frames: rgb.length / (3 * 64 * side * side), text_s, denoiser_s, vae_s, whole_s, processor_s: (user + system) / 1e6,
            peak_mib: peakMib(),
        }
    }

    /** The largest difference from a case's frames, divided by their largest value, from its noise on. */
    async golden(folder) {
        const read = name => readNpy(join(folder, `${name}.npy`)), asked = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'))
        const { shape, values } = read('noise'), size = shape.slice(2), frame = size[1] * size[2]
        const known = asked.image ? read('condition').values : new Float32Array((values.length / 16) * 17)
        const guided = asked.guidance_scale > 1, ids = Array.from(read('input_ids').values, Number).slice(0, guided ? 2 * window : window)
        const latents = await this.denoise(values, size, known, await this.encode(ids), asked.num_inference_steps, asked.guidance_scale)
        if (asked.image)
            for (let c = 0, stride = size[0] * frame; c < 16; c++) latents.set(known.subarray(c * stride, c * stride + frame), c * stride)
        const sample = await this.decode(latents, size), expected = read('frames').values, plane = sample.length / 3
        let worst = 0, largest = 0
        for (let n = 0; n < expected.length; n++) {
            const ours = Math.min(1, Math.max(-1, sample[(n % 3) * plane + Math.floor(n / 3)]))
            worst = Math.max(worst, Math.abs(ours - expected[n]))
            largest = Math.max(largest, Math.abs(expected[n]))
        }
        return { frames: worst / largest }
    }
}

/** This process's largest resident size. */
const peakMib = () => Number(readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024

const normal = count => Float32Array.from({ length: count }, () =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()))
