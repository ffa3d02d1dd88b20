/** 512 short English words that are easy to say, spell and type. */
export const words =
  'acorn actor agent aisle album alder alley amber angle ankle apple apron aqua arch area arena arrow aspen atlas ' +
  'atom attic aunt aura bacon badge baker bale ball band banjo bank barge bark barn basil basin bath beach bead ' +
  'beak beam bean bear beech beet bell belt bench berry bike birch bird bloom blue blush board boat bolt bond book ' +
  'boom boost boot bowl brass bread brick brim brook broom brow brush bugle buoy bush cabin cable cafe cage cake ' +
  'camel camp canal cane canoe cape caper card cart cask cave cedar cello chain chair chalk chef chess chest chick ' +
  'chip chord cider city clam clan clap class claw clay cliff clip clock cloud coal coast coat cocoa code coil coin ' +
  'comb comet cone cook coop coral cord core cork corn couch cove crab craft crane crate creak cream creek crew ' +
  'crop cross crow crown crumb cube cure curl curry curve dairy daisy dale dance date dawn deck deer delta desk ' +
  'dial dill dime dish dive dock dome door dough dove draft dream dress drift drip drop drum duck dune dusk dust ' +
  'eagle earth easel east echo edge elbow elder ember face fair farm fawn feast felt fence fern ferry field finch ' +
  'fire fish fizz flag flame flask flax fleet flint flock floor flour flute foal foam foot ford fork fort fowl ' +
  'frame frog frost froth fruit gale game gate gift glade glass glaze gleam globe glove glow gnome goat gold golf ' +
  'gong goose gown grain grape grass grid grin grove guest guide gulf gull hail hall hand hare harp hawk haze hazel ' +
  'heap heart hedge heel herb herd hero hike hill hinge hive holly honey hood hoof hook horn horse host hour house ' +
  'hull hymn igloo inch iris iron isle ivory jade jazz jeans jelly jewel joke juice jump june kayak kelp kilt kite ' +
  'knee knot lace lake lamb lamp lane larch lark lava lawn leaf leap ledge lemon lens light lilac lily limb lime ' +
  'linen lion list loaf lobby loft loop lotus lunch lute lynx mail main mane mango maple mare marsh mask mast maze ' +
  'meal medal melon menu mesh mice mile milk mill mime mint mist mole moon moose moss moth motor mound mouse mouth ' +
  'movie mule music myth nail name navy neck nest news night node north nose note oasis oboe ocean olive onion opal ' +
  'opera orbit order organ otter oval oven page paint palm panda paper park pass patch path peach pear pearl pedal ' +
  'petal piano pilot pine plate plum poem pond pony poppy porch pouch prism quail quilt radio raft rail rain raven ' +
  'reed reef rice ridge ring river robin roof rope rose rowan ruby sail salad salt sand satin sauce scarf seal seed ' +
  'sheep shelf shell shore silk slate sled snail snow soap sock soup south spark spice spoon star steam stone stool ' +
  'storm story stove straw sugar swan swing table tango tent thyme tiger toast topaz torch tower track trail train ' +
  'tree trunk tulip twig uncle vase vine wagon water wave west whale wheat wheel wind wood wool wren yard yarn ' +
  'yeast zebra zinc';
