-- What all scripts of the queue share. They are functions of one library: see QueueLibrary.cs.
--
-- KEYS[1] is <prefix>meta in all of them. Every key begins with that prefix, vq:{queue}:, whose braces put a whole queue on one node.
-- A group is a guild, or "@<user>" for what was asked in a direct message, or "!" for promoted jobs.
--   meta               hash    schema; fence: the last token of a claim; outFence: of a delivery; seq: of a promotion; mode: '', paused or
--                              draining; lanes: their names; limits: 1 when there are any; clipBytes: of undelivered clips; sourceBytes: of jobs' files; swept,
--                              mended: when; replid: whose data it is; crashes, faults, stale, expired …: counted; modes: 1 when a guild has
--                              one; auditOf: how often the audit was written anew; rewrite: 1 when the append-only file holds somebody forgotten
--   j:<id>             hash    the job
--   w:<lane>:<band>:<group>  zset  jobs in line, by the user's tag: the lowest is the group's next
--   g:<lane>           zset    <band>:<group> of those in line, by band and tag: the lowest is next
--   p:<lane>           set     <band>:<group> of those in line whose guild is paused: they stand in no g:<lane>
--   modes              hash    paused or draining, by guild
--   exp:<lane>         zset    the lane's jobs that wait, by the time they expire
--   f:<band>:<group>   zset    a user's last tag; member '' is the group's virtual time
--   vt:<band>          zset    the last tag of groups, where they stand in no line; member '' is the band's virtual time
--   del:<lane>         zset    jobs that wait for another try, by due time: the sweep puts them back in line
--   held               zset    jobs that wait for a moderator, by the time they expire; held:<guild>: the same, of one guild, and its reviews
--   reviews            zset    made clips that wait for a moderator, by the time they go: the job is delivering, its clip in review:<id>, and
--                              "kept" counts it
--   act:<lane>         zset    jobs at a worker, by the lease's end
--   mark:<lane>        zset    has a member when somebody should look at the lane: idle workers block on it
--   wk:<lane>          zset    workers, by their last beat
--   workers            zset    all of them, by their last beat; worker:<name> hash
--   est:<model>        hash    n:<kind>, m:<kind>: jobs measured and their mean ms; n, m: of a second of clip, whatever the
--                              kind; of "extend 2st" and the like: "nextend ", "mextend "
--   eta                hash    how often the actual time was 2^(field / 4) times what was told
--   u:<user>           zset    the user's jobs that wait, oldest first
--   spent:<day>        hash    ms at workers on a day, by u:<user>, g:<group> and m:<guild>:<user>
--   limits             hash    user:<id>, everyone; guild:<id>, everyguild; member:<guild>:<id>, role:<id>, members:<guild>:
--                              "waiting running day-ms weight band", - for none
--   out                zset    ends to be told, by due time; a lease on one moves it
--   mark-out           zset    as mark, for the outbox
--   kept               zset    clips that could not be delivered, by the time they go: the job is in "dead" or forgotten, the clip in kept:<id>;
--                              kept-bytes hash: of each; meta's keptBytes: of all
--   done, dead         zset    what is kept for a while after its end was told, by that time; wipe: the same, until prompts are forgotten
--   events             stream  k kind, id: what happened, for the bot
--   audit              stream  by, what, target, why, guild where it is about one: what moderators did; audit:<mark>: what is copied of it, to
--                              be put in its place without somebody who is forgotten
--   forgetting         hash    whom to forget: when that was asked for and the mark that takes their place, by user
--   cursor:<reader>    string  how far a reader of events has come
--   reaping            string  is there while nobody else needs to sweep
--   sources:<id>, clip:<id>:<token>, kept:<id>, review:<id>, preview:<id>:<token>, segment:<id>:<index>   strings that expire; picture:<id> of the version before: a job's "picture"
--                              says 1 where there is one of the two
--   gate               string  is there while nobody may write: see _gate.lua
--   copier             string  that expires: who copies the queue or puts it back
--   stop               channel ids of running jobs that were told to stop
-- All times are Unix milliseconds by this server's clock, all costs predicted milliseconds of a worker's time. All scripts may be
-- repeated: the second time changes nothing more.

local KEYS, ARGV -- of the function that is called
local P -- the prefix of all keys
local modes -- whether any guild has a mode; nil while this call has not looked
local now, NOW -- the time as a number, and as text: Redis takes long to write a number down

-- A number as text. Tags, costs and times are whole: Redis takes three times as long to write any other number down.
local function int(n) return string.format('%d', n) end
local function round(n) return math.floor(n + 0.5) end

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local usedAt -- when anybody last called a function of this library; nil where nobody did since this server read it

local function begin(keys, args)
  KEYS, ARGV, P = keys, args, string.sub(keys[1], 1, -5)
  now = clock()
  NOW = int(now)
  usedAt = now
  modes = nil
end

-- A function of its own that is no use: { usedAt, now }. Where usedAt is not known it is counted from now.
local function used()
  local at = clock()
  usedAt = usedAt or at
  return { usedAt, at }
end

local function key(kind, name) return P .. kind .. ':' .. name end
local function job(id) return P .. 'j:' .. id end
local function wake(mark) redis.call('ZADD', mark, '0', '0') end
local function fields(id, ...) return unpack(redis.call('HMGET', job(id), ...)) end

local function tell(kind, id) redis.call('XADD', P .. 'events', 'MAXLEN', '~', '10000', '*', 'k', kind, 'id', id) end

-- group: of the job that it is about, or a guild. ask: redis.pcall where the caller may have no right to write here, and goes on.
local function audit(by, what, target, why, group, ask)
  local entry = { 'by', by, 'what', what, 'target', target, 'why', why }
  if group and group ~= '' and string.sub(group, 1, 1) ~= '@' then entry[9], entry[10] = 'guild', group end
  ask = ask or redis.call
  ask('XADD', P .. 'audit', 'MAXLEN', '~', '100000', '*', unpack(entry))
end

-- A text with a mark in a user's place, where it names the user.
local function without(text, user, mark)
  local plain = string.gsub(user, '%W', '%%%0')
  return (string.gsub(text, '%f[%w]' .. plain .. '%f[%W]', mark))
end

-- '', 'paused' or 'draining'
local function mode(group)
  if modes == nil then modes = redis.call('HEXISTS', KEYS[1], 'modes') == 1 end
  return modes and redis.call('HGET', P .. 'modes', group) or ''
end

-- The fields of est:<model> that keep how many jobs like this were measured and what a second of their clips took.
local function average(kind)
  local class = string.match(kind, '^%a+ ') or ''
  return 'n' .. class, 'm' .. class
end

local function count(what) redis.call('HINCRBY', KEYS[1], what, '1') end

-- Data of a newer program is left alone.
local SCHEMA = 2
local function guard(schema)
  if schema and tonumber(schema) > SCHEMA then
    return redis.error_reply('NEWER this queue is kept by a newer version of the program (schema ' .. schema .. ', this one knows ' .. SCHEMA .. ')')
  end
end
