/** 512 short English words that are easy to say, spell and type. */
export const words =
  'acorn actor agent album alder alley amber anchor angle ankle apple apron arch arena arrow atlas attic aunt ' +
  'autumn avenue bacon badge baker balloon bamboo banana band banjo barge bark barn basil basin basket bath beach ' +
  'beacon bead beak bean bear beard beaver beech beetle bell belt bench berry birch bird blanket blossom board boat ' +
  'bonnet book boot border bottle bowl branch brass bread breeze brick bridge brook broom brush bubble bucket bud ' +
  'bugle bus bush butter button cabin cable cactus cake camel camp canal candle canoe canvas canyon caper carbon ' +
  'carpet carrot castle cedar cello chain chair chalk cherry chest chimney cider cinema circle circus clay cliff ' +
  'clock cloud clover coast coat cobalt cocoa coconut comb comet copper coral cork corner cotton couch cradle crane ' +
  'crayon creek crown crumb crystal cup curry curtain cushion daisy dance dawn deck deer delta desert desk dew ' +
  'diamond dinner dock donkey door dough dove dragon drawer dream drum duck dune dusk eagle earth easel echo edge ' +
  'eel egg elbow elder elm ember engine fabric falcon family farm fence fern ferry fiddle field fig finch finger ' +
  'fire fish flag flame flask flint flour flower flute fog folder forest fork fossil fox frame frog frost fruit ' +
  'galaxy garden garlic gate ginger glass globe glove goat gold goose grain grape grass gravel guitar hail hammer ' +
  'harp hat hawk hazel heart hedge helmet herb hill hinge holly honey hood hoof hook horn horse house igloo indigo ' +
  'ink iris iron island ivory ivy jacket jade jar jelly jewel jigsaw juice jungle kayak kernel kettle key kite ' +
  'kitten knee knot ladder lagoon lake lamp larch lark lava lawn leaf lemon lentil letter lilac lily lime linen ' +
  'lion lizard locket lotus lunch magnet mango mantle maple marble market marsh meadow melody melon mill mint ' +
  'mirror mist mitten moon moss moth motor mouse muffin museum music napkin nectar needle nest night noodle north ' +
  'nutmeg oak oar oasis oat ocean olive onion opal orange orbit orchid otter oven owl oyster paddle page paint ' +
  'palace palm panda paper parade park parrot path peach peanut pear pearl pebble pedal pencil pepper petal piano ' +
  'picnic pigeon pillow pilot pine planet plate plum pocket poem pond pony poppy porch potato pouch prism puppet ' +
  'puzzle quail quarry quartz quilt rabbit radio radish raft rail rain raisin raven reed reef ribbon rice ridge ' +
  'ring ripple river robin rocket roof rope rose rowan ruby rug rye saddle sail salad salmon salt sand sandal satin ' +
  'sauce scarf school seal season seed shadow sheep shelf shell shore silk silver sky slate sled snail snow soap ' +
  'sock soup south spark spice spider spiral sponge spoon spring spruce squash stable star steam stone stool storm ' +
  'story stove straw stream street string sugar summer sun swan swing table tailor tango tea temple tennis tent ' +
  'thread throne thyme ticket tiger timber toast tomato topaz torch tower toy track trail train tree trunk tulip ' +
  'tunnel turnip turtle twig uncle valley vase velvet vine violet violin waffle wagon walnut walrus water wave wax ' +
  'west whale wheat wheel willow wind window winter wood wool wren yard yarn yeast zebra zinc';
