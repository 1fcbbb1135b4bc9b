namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>Short words that stand beside each other by chance, and words that become others where a letter is typed twice.</summary>
internal static class CommonWords
{
    private static readonly HashSet<string> All = [.. """
        ad ah al am an as at ax be by do dr ed eh el em en er es ex fa fe go ha he hi ho id if in is it jo la le lo ma me mi mr ms mu my na no nu of oh ok on
        or ox pa pi re sa se si so st sun ta ti to tv uh um un up us vs we ye yo act add age ago aid aim air ale all and ant any ape arc are ark arm art ash
        ask ate bad bag ban bar bat bay bed bee bet bid big bin bit bob bog bow box boy bud bug bun bus but buy cab cam can cap car cat cop cow cry cup cut
        dad dam day den dew did die dig dim dip dog dot dry due dug ear eat egg end era eve eye fan far fat fax fed fee few fig fin fir fit fix fly fog for
        fox fun fur gas get got gum gun gut guy gym had ham has hat hay hen her hid him hip his hit hog hot how hub hug hut ice icy ill ink inn ion its jam
        jar jaw jet job jog joy key kid kin kit lab lad lap law lay led leg let lid lie lip lit log lot low mad man map mat may men met mid mix mob mom mud
        mug nap net new nod nor not now nut oak oar odd off oil old one ore our out owe owl own pad pan par paw pay pea pen per pet pie pig pin pit pod pop
        pot pub pull put rag ram ran rap rat raw ray red rib rid rim rip rob rod rot row rub rug run rye sad sat saw say sea see set sew she shy sin sip sir
        sit six ski sky sly son sow soy spa spy sub sum tab tag tan tap tar tax tea ten the tie tin tip toe ton too top toy try tub tug two use van vet via
        war was wax way web wed wet who why wig win wit won yes yet you zip zoo able also area army away baby back ball band bank base bath bear beat been
        beer bell belt best bird blow blue boat body bold bolt bone book born both bowl burn bush busy cake call calm came camp card care cart case cash cast
        cave cent chef chin city clay clip club coal coat code cold come cook cool copy core corn cost cute dark data date dawn days dead deal dear deep deer
        desk dice dine door down draw dress drop drum duck dust duty each earl earn ease east easy edge else even ever face fact fair fall farm fast fear feed
        feel feet fell felt file fill film find fine fire fish five flag flat flow fold folk food foot fork form fort four free from fuel full game gate gave
        gift girl give glad goat goes gold golf gone good gray grew grey grid grip grow gulf hair half hall hand hang hard harm have hawk head hear heat held
        help here hero hide high hill hire hold hole holy home hood hook hope horn horse host hour huge idea inch into iron item join jump just keep kick kind
        king kiss knee knew knot know lady lake lamp land lane last late lawn lazy lead leaf lean leap left lens less life lift like lily line link lion list
        live load loan lock long look lord lose loud love luck main make male many mark mask mass meal mean meat meet melt menu mild milk mill mind mine mist
        moon more moss most move much nail name navy near neck need nest news next nice nine node none noon nose note oath once only open oval oven over pace
        pack page paid pain pair pale palm park part pass past path peak pick pile pine pink pipe plan play plot plum plus poem poet pole pond pony pool poor
        port post pour pray pure push race rail rain rank rare rate read real rear rest rice rich ride ring rise risk road rock role roll roof room root rope
        rose rule rush safe sail salt same sand save seal seat seed seek seem seen self sell send shed ship shoe shop shot show side sign silk sing sink site
        size skin slow snow soap soft soil sold sole some song soon sort soul soup spin spot star stay stem step stir stop such suit sure swim tail take tale
        talk tall tank tape task team tear tell tend tent term test text than that them then they thin this tide tidy tiny toad tone took tool tour town tree
        trip true tube tuna turn twin type unit upon vast very view vine wake walk wall want warm wash wave weak wear week well went were west what when whom
        wide wife wild will wind wine wing wire wise wish with wolf wood wool word wore work worm worn yard year your zero zone der das dem des ein und mit
        von zum zur aus bei auf ist les une est sur aux que qui los las del con por para una uno os com sem da hoop hoot loop loose loot mood moot poop shoot
        toot tooth boo boot boom coop doom boss bass loss miss toss fuss mess press grass glass class cross bull cell dell doll dull gall gull hull kill mall
        mull null pill poll sill till toll yell butt mutt putt watt buff cuff puff stuff cliff sniff staff stiff choose moose goose geese cheese sheep sleep
        steep seep weep peep beep jeep creep sweep street sheet beet weed reed heed bleed breed speed greed teem keen teen queen green screen wheel steel
        kneel peel reel heel three flee glee tee wee coffee toffee dinner winner summer hammer rubber butter better letter bitter matter latter litter hopping
        tapping holly jolly folly dolly belly jelly silly hilly bully fully happy puppy nappy hobby lobby bunny funny sunny penny jenny nanny berry cherry
        merry ferry carry marry hurry sorry worry curry furry mirror arrow narrow sparrow borrow tomorrow pillow yellow hollow follow willow fellow bellow
        shallow swallow rabbit ribbon cotton button mutton kitten mitten bottom pattern lesson passion mission session issue tissue assess access success
        process possess address discuss classic glasses grasses masses passes kisses buzz fuzz jazz fizz pizza puzzle dazzle nozzle muzzle sizzle fizzle whiff
        fluff gruff scuff sheriff tariff needle noodle poodle doodle boots roots books cooks looks hooks goods foods woods pools tools fools cools rooms moons
        spoons bloom gloom groom broom stool school smooth soothe hoops loops troops il gli della dans sous avec mes tes ses nos vos pas puis quoi eine oder
        vom unos pero muy mas sobre entre desde hasta uma uns sob num numa nas dos ao aos pela pelo och det som med att inte ett het een aan te ne ci vi tu su
        di
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Also with an s behind it.</summary>
    public static bool Has(string word) => All.Contains(word) || word.Length > 3 && word[^1] == 's' && All.Contains(word[..^1]);
}
